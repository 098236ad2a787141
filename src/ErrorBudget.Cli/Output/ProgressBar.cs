using Spectre.Console;

namespace ErrorBudget.Cli.Output;

/// <summary>Shows how far something is, to people only.</summary>
internal static class ProgressBar
{
    /// <summary>Runs something that says how far it is, 0 to 1.</summary>
    public static Task<T> RunAsync<T>(Terminal terminal, string what, Func<IProgress<double>, Task<T>> run) => terminal.ShowsError
        ? terminal.Progress().Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(what), maxValue: 1);
                return run(new Told(fraction => task.Value = fraction));
            })
        : run(new Told(_ => { }));

    /// <summary>Told at once and in order, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Told(Action<double> tell) : IProgress<double>
    {
        public void Report(double value) => tell(value);
    }
}
