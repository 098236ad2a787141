using System.CommandLine;
using ErrorBudget.Cli.Output;
using ErrorBudget.Pipeline.Backup;

namespace ErrorBudget.Cli.Commands;

/// <summary><c>errorbudget backup</c>: copies the app's tables into a folder.</summary>
internal static class BackupCommand
{
    public static Command Create(Terminal terminal)
    {
        var settings = new SettingOptions();
        var to = new Option<string>("--to") { Description = "The folder; made if there is none. One that holds a backup is refused.", HelpName = "FOLDER", Required = true };
        var command = new Command("backup", "Copies the app's tables into a folder. The app may run meanwhile.") { to };
        settings.AddTableTo(command);
        command.SetAction((arguments, cancellationToken) => RunAsync(settings.Read(arguments, terminal), arguments.GetValue(to)!, terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, string folder, Terminal terminal, CancellationToken cancellationToken)
    {
        using var connections = new Connections(settings, terminal.Time);
        var backup = new TableBackup(connections.Store, terminal.Time);
        var manifest = await RowCount.RunAsync(terminal, "copied", progress => backup.RunAsync(folder, progress, cancellationToken));
        var bytes = manifest.Tables.Sum(table => new FileInfo(Path.Combine(folder, table.File)).Length);
        terminal.Out.WriteLine(Numbers.Text($"{manifest.Rows:N0} rows ({string.Join(", ", manifest.Tables.Select(table => Numbers.Text($"{table.Name} {table.Rows:N0}")))}) as of {manifest.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm}Z are in {folder}, {bytes / 1e6:N1} MB."));
        return ExitCode.Fine;
    }
}
