namespace ErrorBudget.Acceptance;

/// <summary>One run of a program.</summary>
/// <param name="Out">What it printed.</param>
/// <param name="Error">What it complained of.</param>
public sealed record ToolRun(string Out, string Error)
{
    /// <summary>How it ended.</summary>
    public int ExitCode { get; init; }
}
