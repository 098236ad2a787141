using System.CommandLine;
using ErrorBudget.Cli.Output;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Queues;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Cli.Commands;

/// <summary><c>errorbudget backfill</c>: reads the history of new SLOs at once, and not a little each minute.</summary>
internal static class BackfillCommand
{
    /// <summary>How long a round reads before progress is shown.</summary>
    private const int RoundSeconds = 3;

    public static Command Create(Terminal terminal)
    {
        var settings = new SettingOptions();
        var force = new Option<bool>("--force") { Description = "Go by this policy although the app's own is another." };
        var command = new Command("backfill", "Reads the history of new SLOs at once, which the app does a little each minute. May be ended and begun again, and run beside the app.") { force };
        settings.AddTo(command);
        command.SetAction((arguments, cancellationToken) => RunAsync(settings.Read(arguments, terminal), arguments.GetValue(force), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, bool force, Terminal terminal, CancellationToken cancellationToken)
    {
        var policy = settings.ReadPolicy();
        using var connections = new Connections(settings, terminal.Time);
        var store = connections.Store;
        await store.CreateAsync(cancellationToken);
        if (!force && await store.Policies.RecallAsync(cancellationToken) is { } kept && !IsSame(kept, settings.PolicyPath))
            throw new Failure(ExitCode.Refused, $"The app that uses this storage has another policy than {settings.PolicyPath}: SLOs that are counted in another way would be begun anew. Use the app's policy, or --force.");

        var queue = new StorageQueue(connections.Queues, StorageQueue.Notices);
        using var evaluator = new BudgetEvaluator(
            store, connections.Sources(policy), queue, new AdjustmentReader(store.Adjustments), terminal.Time, NullLogger<BudgetEvaluator>.Instance, new EvaluationOptions { BackfillSeconds = RoundSeconds });
        var backfill = new Backfill(store, evaluator, terminal.Time);
        var (progress, problems) = await ProgressBar.RunAsync(terminal, "SLO-days", bar => backfill.RunAsync(policy, new Shown(bar, terminal), cancellationToken));
        foreach (var problem in problems) terminal.Complain(problem);
        terminal.Out.WriteLine(progress.Incomplete == 0
            ? Numbers.Text($"The history of all {progress.Slos:N0} SLOs is read: {Days(progress.ReadMinutes)} SLO-days.")
            : Numbers.Text($"The history of {progress.Incomplete:N0} of {progress.Slos:N0} SLOs is not all read: {Days(progress.ReadMinutes)} of {Days(progress.NeededMinutes)} SLO-days. Run it again to go on."));
        return progress.Incomplete == 0 ? ExitCode.Fine : ExitCode.Unreachable;
    }

    private static bool IsSame(IReadOnlyList<PolicyFile> kept, string path) =>
        kept.Select(file => file.Text).SequenceEqual(PolicyFiles.Load(path).Files.Select(file => file.Text), StringComparer.Ordinal);

    private static string Days(long minutes) => Numbers.Text($"{(double)minutes / Minute.PerDay:N1}");

    /// <summary>A bar for people, lines for logs.</summary>
    private sealed class Shown(IProgress<double> bar, Terminal terminal) : IProgress<BackfillProgress>
    {
        public void Report(BackfillProgress value)
        {
            bar.Report(value.Fraction);
            if (!terminal.ShowsError) terminal.Complain($"read {Days(value.ReadMinutes)} of {Days(value.NeededMinutes)} SLO-days");
        }
    }
}
