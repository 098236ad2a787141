using System.CommandLine;
using ErrorBudget.Cli.Json;
using ErrorBudget.Cli.Output;
using ErrorBudget.Pipeline.Backtest;

namespace ErrorBudget.Cli.Commands;

/// <summary><c>errorbudget backtest</c>: what another policy would have done in the past.</summary>
internal static class BacktestCommand
{
    public static Command Create(Terminal terminal)
    {
        var settings = new SettingOptions();
        var service = Arguments.AnyService();
        var from = Arguments.From("Where the past is looked up: the counts the app has stored, or Prometheus.");
        var days = Arguments.Number("--days", "How many days are replayed.", "N", 90, 1, BacktestOptions.MaximumDays);
        var reserve = Arguments.Number("--reserve", "The percentage of its budget that a suggested target would have left.", "PERCENT", 20, 0, 99);
        var shorter = Arguments.Number("--short", "Firings shorter than so many minutes count as short.", "MINUTES", 15, 1, Minute.PerDay);
        var json = Arguments.Json("Print the report for programs.");
        var command = new Command("backtest", "Replays the past under a policy: what would have fired and for how long, what the gate would have held back, which targets it would have supported.") { service, from, days, reserve, shorter, json };
        settings.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var options = new BacktestOptions { Days = arguments.GetValue(days), Reserve = arguments.GetValue(reserve) / 100m };
            var origin = Arguments.OriginOf(arguments.GetValue(from));
            var (report, laidOver) = await RunAsync(settings.Read(arguments, terminal), arguments.GetValue(service), origin, options, terminal, cancellationToken);
            if (arguments.GetValue(json)) terminal.Out.WriteLine(CliJson.Write(BacktestJson.Of(report, laidOver), CliJson.Readable.BacktestJson));
            else BacktestText.Print(report, laidOver, options, arguments.GetValue(shorter), terminal);
            foreach (var problem in report.Problems) terminal.Complain(problem);
            return report.Problems.IsEmpty ? ExitCode.Fine : ExitCode.Unreachable;
        });
        return command;
    }

    private static async Task<(BacktestReport Report, string LaidOver)> RunAsync(Settings settings, string? service, Origin from, BacktestOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        var policy = settings.ReadPolicy();
        var chosen = Settings.Choose(policy, service, null);
        using var connections = new Connections(settings, terminal.Time);
        var (objectives, laidOver) = from == Origin.Ledger
            ? (await connections.LayOverAsync(chosen, cancellationToken), "those of the policy and those that people made")
            : (chosen, "those of the policy; those that people made lie in the app's storage (--from ledger)");
        return (await ProgressBar.RunAsync(terminal, "Replaying", progress =>
        {
            var share = new Share(progress, objectives.Length, options.Batch);
            return new PolicyBacktest(connections.Ledgers(from, policy, share)).RunAsync(policy, objectives, options, share, cancellationToken);
        }), laidOver);
    }

    /// <summary>How much of all is done: SLOs that are replayed, and what is read of those that come next. Never goes back.</summary>
    private sealed class Share(IProgress<double> progress, int all, int batch) : IProgress<int>, IProgress<double>
    {
        private readonly Lock _lock = new();
        private int _done;
        private double _shown;

        public void Report(int value)
        {
            lock (_lock) _done = Math.Max(_done, value);
            Show(_done);
        }

        public void Report(double value) => Show(_done + (value * Math.Min(batch, all - _done)));

        private void Show(double done)
        {
            lock (_lock) progress.Report(_shown = Math.Max(_shown, done / all));
        }
    }
}
