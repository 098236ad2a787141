using Spectre.Console;

namespace ErrorBudget.Cli.Output;

/// <summary>Shows how many rows were copied where nobody knows how many there are: to people as they are counted, to logs every 10,000.</summary>
internal static class RowCount
{
    private const long LogEvery = 10_000;

    /// <summary>Runs something that says how many rows it has copied.</summary>
    public static Task<T> RunAsync<T>(Terminal terminal, string what, Func<IProgress<long>, Task<T>> run)
    {
        if (terminal.ShowsError) return terminal.Progress().Status().StartAsync(Markup.Escape(what), context => run(new Told(rows => context.Status(Markup.Escape(Line(rows))))));
        var told = 0L;
        return run(new Told(rows =>
        {
            if (rows - told < LogEvery) return;
            told = rows;
            terminal.Complain(Line(rows));
        }));

        string Line(long rows) => Numbers.Text($"{what}: {rows:N0} rows");
    }

    private sealed class Told(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
