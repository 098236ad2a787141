using System.CommandLine;
using ErrorBudget.Cli.Output;
using ErrorBudget.Pipeline.Backup;

namespace ErrorBudget.Cli.Commands;

/// <summary><c>errorbudget restore</c>: writes a backup's rows back.</summary>
internal static class RestoreCommand
{
    public static Command Create(Terminal terminal)
    {
        var settings = new SettingOptions();
        var from = new Option<string>("--from") { Description = "The folder that 'errorbudget backup' wrote.", HelpName = "FOLDER", Required = true };
        var overwrite = new Option<bool>("--overwrite") { Description = "The tables may hold rows: those of the same keys are replaced, the others stay." };
        var command = new Command("restore", "Writes a backup's rows into the app's tables. Stop the app before; if it was interrupted, run it again.") { from, overwrite };
        settings.AddTableTo(command);
        command.SetAction((arguments, cancellationToken) => RunAsync(settings.Read(arguments, terminal), arguments.GetValue(from)!, arguments.GetValue(overwrite), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, string folder, bool overwrite, Terminal terminal, CancellationToken cancellationToken)
    {
        using var connections = new Connections(settings, terminal.Time);
        var restore = new TableRestore(connections.Store);
        var manifest = await ProgressBar.RunAsync(terminal, "rows", progress => restore.RunAsync(folder, overwrite, progress, cancellationToken));
        terminal.Out.WriteLine(Numbers.Text($"{manifest.Rows:N0} rows as of {manifest.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm}Z are restored. Start the app: it reads again what was counted since."));
        return ExitCode.Fine;
    }
}
