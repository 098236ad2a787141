using System.CommandLine;
using ErrorBudget.Cli.Json;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudgetFunctions.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Cli.Commands;

/// <summary><c>errorbudget gate</c>: may this service be released? The exit code says so to a pipeline.</summary>
internal static class GateCommand
{
    public static Command Create(Terminal terminal)
    {
        var settings = new SettingOptions();
        var service = Arguments.Service();
        var slo = Arguments.Slo();
        var change = new Option<string>("--change") { Description = "What is to be released.", DefaultValueFactory = _ => "standard" };
        change.AcceptOnlyFromAmong("standard", "critical", "fix", "rollback");
        var run = new Option<string?>("--pipeline-run") { Description = "The run that asks; a sign-off may be for it alone.", HelpName = "ID" };
        run.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: > GateRequest.LongestPipelineRun }]) result.AddError($"--pipeline-run takes at most {GateRequest.LongestPipelineRun} characters.");
        });
        var url = new Option<string?>("--url") { Description = "Ask this app; without it the answer comes from the storage.", HelpName = "APP" };
        var key = new Option<string?>("--key") { Description = "The app's gate key, instead of ERRORBUDGET_KEY, which other users of this machine cannot read.", HelpName = "KEY" };
        var json = Arguments.Json("Print what the HTTP API answers.");
        var command = new Command("gate", "Asks the release gate. Exit code 0: release; 1: do not; 3: there is no answer.") { service, slo, change, run, url, key, json };
        settings.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var request = new GateRequest(arguments.GetValue(service)!, arguments.GetValue(slo), WireNames.ParseChange(arguments.GetValue(change))!.Value) { PipelineRun = arguments.GetValue(run) };
            var answer = arguments.GetValue(url) is { } app
                ? await AskAsync(app, arguments.GetValue(key) ?? terminal.Setting("ERRORBUDGET_KEY"), request, cancellationToken)
                : await DecideAsync(settings.Read(arguments, terminal), request, terminal, cancellationToken);
            Print(answer, arguments.GetValue(json), terminal);
            return answer.Allowed ? ExitCode.Fine : ExitCode.Refused;
        });
        return command;
    }

    private static async Task<GateJson> AskAsync(string app, string? key, GateRequest request, CancellationToken cancellationToken)
    {
        using var client = new GateClient(app, key);
        return await client.AskAsync(request, cancellationToken);
    }

    private static async Task<GateJson> DecideAsync(Settings settings, GateRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        var policy = settings.ReadPolicy();
        Settings.Choose(policy, request.Service, request.Slo);
        using var connections = new Connections(settings, terminal.Time);
        var store = connections.Store;
        using var audit = new AuditWriter(store.Audit, terminal.Time, NullLogger<AuditWriter>.Instance);
        await audit.StartAsync(cancellationToken);
        var gate = new ReleaseGate(new SnapshotReader(store, terminal.Time), new SignOffReader(store.SignOffs, terminal.Time), audit, terminal.Time);
        try
        {
            // What is answered leaves a row before it is told, as in the app, which may not have the time to write it later.
            var answer = (await gate.ConsiderAsync(policy, request, cancellationToken))!;
            await audit.RecordAndWaitAsync(AuditEntry.Of(answer, request), cancellationToken);
            return GateJson.Of(answer);
        }
        finally
        {
            await audit.StopAsync(CancellationToken.None);
        }
    }

    private static void Print(GateJson answer, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteLine(CliJson.Write(answer, CliJson.Readable.GateJson));
            return;
        }

        terminal.Out.WriteLine($"{answer.Service}: {(answer.Allowed ? "release" : "do not release")} ({answer.Decision}, because of {answer.Slo})");
        foreach (var reason in answer.Reasons) terminal.Out.WriteLine($"  {reason}");
        terminal.Out.WriteLine($"  decision {answer.DecisionId}, policy {answer.PolicyVersion}");
    }
}
