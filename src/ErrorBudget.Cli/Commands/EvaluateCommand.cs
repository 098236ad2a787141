using System.CommandLine;
using ErrorBudget.Cli.Json;
using ErrorBudget.Cli.Output;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudgetFunctions.Http;

namespace ErrorBudget.Cli.Commands;

/// <summary><c>errorbudget evaluate</c>: the budgets as they are now, read from the source into memory.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var settings = new SettingOptions();
        var service = Arguments.AnyService();
        var json = Arguments.Json("Print what GET /api/budgets would answer.");
        var command = new Command("evaluate", "A dry run: reads whole windows from the sources and prints the budgets. Nothing is stored, nobody is told.") { service, json };
        settings.AddTo(command);
        command.SetAction((arguments, cancellationToken) =>
            RunAsync(settings.Read(arguments, terminal), arguments.GetValue(service), arguments.GetValue(json), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, string? service, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        var policy = settings.ReadPolicy();
        using var connections = new Connections(settings, terminal.Time);
        var (objectives, note, problem) = await AdjustedObjectives.ReadAsync(connections, Settings.Choose(policy, service, null), cancellationToken);
        var report = await ProgressBar.RunAsync(terminal, "Reading history", progress =>
            new DryRun(connections.Ledgers(Origin.Prometheus, policy, progress), terminal.Time).RunAsync(policy, objectives, cancellationToken));

        if (json) terminal.Out.WriteLine(CliJson.Write([.. report.Slos.Select(slo => BudgetJson.Of(slo.Snapshot))], CliJson.Readable.IReadOnlyListBudgetJson));
        else if (!report.Slos.IsEmpty)
        {
            BudgetTable.Print(report.Slos.Select(slo => slo.Snapshot), terminal);
            if (note is not null) terminal.Out.WriteLine(note);
        }

        var problems = problem is null ? report.Problems : report.Problems.Add(problem);
        foreach (var found in problems) terminal.Complain(found);
        return problems.IsEmpty ? ExitCode.Fine : ExitCode.Unreachable;
    }
}
