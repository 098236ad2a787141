namespace ErrorBudget.Cli;

/// <summary>What the program ends with, for pipelines.</summary>
internal static class ExitCode
{
    /// <summary>All is well; the gate is open.</summary>
    public const int Fine = 0;

    /// <summary>Refused: a wrong policy, a closed gate.</summary>
    public const int Refused = 1;

    /// <summary>Called in a way that makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>Something outside could not be reached or did not answer.</summary>
    public const int Unreachable = 3;

    /// <summary>Ended by Ctrl-C, as shells have it.</summary>
    public const int Interrupted = 130;
}
