namespace ErrorBudget.Pipeline.Policies;

/// <summary>A channel that the policy names but nobody configured: what should go there is kept as undelivered, with the reason.</summary>
/// <param name="Missing">What to configure, for people.</param>
public sealed record UnconfiguredChannel(string Missing) : Channel;
