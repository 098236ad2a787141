namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>When an errand is to be looked at again.</summary>
/// <param name="Pause">After how long.</param>
/// <param name="Attempts">How often it had been tried by then.</param>
public sealed record Postponement(TimeSpan Pause, int Attempts);
