namespace ErrorBudget.Pipeline.Collect;

/// <summary>A bucket whose answer was refused.</summary>
/// <param name="Slo">The objective.</param>
/// <param name="Minute">The bucket's first minute.</param>
/// <param name="Reason">What was wrong with it, for people.</param>
public sealed record Rejection(SloId Slo, Minute Minute, string Reason);
