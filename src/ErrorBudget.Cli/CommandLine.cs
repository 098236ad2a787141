using System.CommandLine;
using ErrorBudget.Cli.Commands;
using ErrorBudget.Pipeline.Backup;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Cli;

/// <summary>The program: its commands and what each way to end means.</summary>
internal static class CommandLine
{
    private const string Description = """
        Error budgets from a terminal: what the app does, and what it would do.

        Settings are those of the app: ERRORBUDGET_POLICY, PROMETHEUS_URL, AzureWebJobsStorage. Options go before them.
        Exit codes: 0 fine or allowed, 1 refused or blocked, 2 wrong usage, 3 something could not be reached or read.
        """;

    /// <summary>Runs one command.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal)
    {
        var parsed = Create(terminal).Parse(arguments);
        var streams = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        try
        {
            var code = await parsed.InvokeAsync(streams);
            return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
        }
        catch (Failure failure)
        {
            terminal.Complain(failure.Message);
            return failure.ExitCode;
        }
        catch (BackupException refused)
        {
            terminal.Complain(refused.Message);
            return ExitCode.Refused;
        }
        catch (StorageException unreachable)
        {
            terminal.Complain(unreachable.Message);
            return ExitCode.Unreachable;
        }
        catch (OperationCanceledException)
        {
            terminal.Complain("Interrupted. What was stored stays.");
            return ExitCode.Interrupted;
        }
    }

    private static RootCommand Create(Terminal terminal) => new(Description)
    {
        ValidateCommand.Create(terminal),
        EvaluateCommand.Create(terminal),
        GateCommand.Create(terminal),
        ExplainCommand.Create(terminal),
        BackfillCommand.Create(terminal),
        BacktestCommand.Create(terminal),
        BackupCommand.Create(terminal),
        RestoreCommand.Create(terminal),
        RequeueCommand.Create(terminal),
    };
}
