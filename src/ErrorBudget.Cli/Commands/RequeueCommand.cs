using System.CommandLine;
using ErrorBudget.Cli.Output;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Cli.Commands;

/// <summary><c>errorbudget requeue</c>: what was given up is tried again.</summary>
internal static class RequeueCommand
{
    private static readonly string[] Queues = [StorageQueue.Notices, StorageQueue.Counts, StorageQueue.Checks, StorageQueue.Shards];

    public static Command Create(Terminal terminal)
    {
        var settings = new SettingOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what there is." };
        var command = new Command("requeue", "Has notices, tickets and flags that were given up tried again, and returns messages from poison queues. Remove the cause before.") { dryRun };
        settings.AddTableTo(command);
        command.SetAction((arguments, cancellationToken) => RunAsync(settings.Read(arguments, terminal), arguments.GetValue(dryRun), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, bool dryRun, Terminal terminal, CancellationToken cancellationToken)
    {
        using var connections = new Connections(settings, terminal.Time);
        var store = connections.Store;
        var poison = new PoisonReturn(connections.Queues);
        if (dryRun) return await ShowAsync(store, poison, terminal, cancellationToken);

        // First what is listed: a message from a poison queue finds its errand closed otherwise, and does nothing.
        var queue = connections.Queue(StorageQueue.Notices);
        var errands = await new RetryUndelivered(store.Deliveries, queue, terminal.Time).RunAsync(cancellationToken);
        terminal.Out.WriteLine(Numbers.Text($"Undelivered errands sent again: {errands:N0}"));
        foreach (var name in Queues)
        {
            var (returned, foreign) = await poison.RunAsync(name, cancellationToken);
            terminal.Out.WriteLine(Numbers.Text($"Returned to {name}: {returned:N0}{(foreign == 0 ? "" : Numbers.Text($"; {foreign:N0} that are no messages of this app stay"))}"));
        }

        return ExitCode.Fine;
    }

    private static async Task<int> ShowAsync(TableStore store, PoisonReturn poison, Terminal terminal, CancellationToken cancellationToken)
    {
        var errands = await store.Deliveries.LoadUndeliveredAsync(RetryUndelivered.Most, cancellationToken);
        terminal.Out.WriteLine(Numbers.Text($"Undelivered errands: {errands.Count:N0}"));
        foreach (var errand in errands) terminal.Out.WriteLine($"  {errand.GivenUpAt.UtcDateTime:yyyy-MM-dd HH:mm}Z {errand.Event.Kind} {errand.Event.Service}/{errand.Event.Slo} to {errand.Target}: {errand.Reason}");
        foreach (var name in Queues) terminal.Out.WriteLine(Numbers.Text($"In {name}-poison: {await poison.CountAsync(name, cancellationToken):N0}"));
        return ExitCode.Fine;
    }
}
