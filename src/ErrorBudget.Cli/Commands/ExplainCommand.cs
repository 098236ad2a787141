using System.Collections.Immutable;
using System.CommandLine;
using ErrorBudget.Cli.Json;
using ErrorBudget.Cli.Output;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Cli.Commands;

/// <summary><c>errorbudget explain</c>: how every number came about.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var settings = new SettingOptions();
        var service = Arguments.Service();
        var slo = Arguments.Slo();
        var from = Arguments.From("What is explained: what the app evaluated last, or a dry run over Prometheus.");
        var json = Arguments.Json("Print the explanation for programs.");
        var command = new Command("explain", "Shows the sums behind every number: budget, zone, each rule, time to exhaustion, and what the gate makes of it without a sign-off.") { service, slo, from, json };
        settings.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var read = settings.Read(arguments, terminal);
            var policy = read.ReadPolicy();
            var objectives = Settings.Choose(policy, arguments.GetValue(service), arguments.GetValue(slo));
            var ((slos, problems), note) = await ReadAsync(read, Arguments.OriginOf(arguments.GetValue(from)), policy, objectives, terminal, cancellationToken);
            ExplanationJson[] explanations = [.. slos.Select(evaluated => Explain(evaluated, terminal.Time))];
            if (arguments.GetValue(json)) terminal.Out.WriteLine(CliJson.Write(explanations, CliJson.Readable.ExplanationJsonArray));
            else Print(explanations, note, terminal);
            foreach (var problem in problems) terminal.Complain(problem);
            return problems.IsEmpty ? ExitCode.Fine : ExitCode.Unreachable;
        });
        return command;
    }

    private static async Task<(EvaluatedSlos Slos, string? Note)> ReadAsync(
        Settings settings, Origin from, Policy policy, ImmutableArray<Objective> objectives, Terminal terminal, CancellationToken cancellationToken)
    {
        using var connections = new Connections(settings, terminal.Time);
        if (from == Origin.Ledger) return (await new StoredBudgets(connections.Store, connections.Store.Adjustments).ReadAsync(objectives, cancellationToken), null);
        var (adjusted, note, problem) = await AdjustedObjectives.ReadAsync(connections, objectives, cancellationToken);
        var slos = await ProgressBar.RunAsync(terminal, "Reading history", progress =>
            new DryRun(connections.Ledgers(from, policy, progress), terminal.Time).RunAsync(policy, adjusted, cancellationToken));
        return (problem is null ? slos : slos with { Problems = slos.Problems.Add(problem) }, note);
    }

    private static ExplanationJson Explain(EvaluatedSlo evaluated, TimeProvider time)
    {
        var decision = ReleaseDecision.For(evaluated.Snapshot, evaluated.Objective.Gate, ChangeKind.Standard, signOff: null, time.GetUtcNow());
        return ExplanationJson.Of(evaluated, BudgetExplanation.Of(evaluated, decision));
    }

    private static void Print(ExplanationJson[] explanations, string? note, Terminal terminal)
    {
        foreach (var explanation in explanations)
        {
            if (explanation != explanations[0]) terminal.Out.WriteLine();
            terminal.Out.WriteLine($"{explanation.Service}/{explanation.Slo}");
            foreach (var (about, lines) in explanation.Parts)
            {
                terminal.Out.WriteLine($"  {about}");
                foreach (var line in lines) terminal.Out.WriteLine($"    {line}");
            }
        }

        if (note is not null) terminal.Out.WriteLine(note);
    }
}
