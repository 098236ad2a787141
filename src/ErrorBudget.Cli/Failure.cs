namespace ErrorBudget.Cli;

/// <summary>Ends a command with a sentence for people.</summary>
internal sealed class Failure(int exitCode, string message) : Exception(message)
{
    /// <summary>What the program ends with.</summary>
    public int ExitCode { get; } = exitCode;
}
