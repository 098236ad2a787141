namespace ErrorBudget.Pipeline.SignOffs;

/// <summary>What became of a <see cref="SignOffRequest"/>: one of the two is there.</summary>
/// <param name="Granted">The sign-off.</param>
/// <param name="Refusal">Why the policy does not let it be, and what to do.</param>
public sealed record SignOffAnswer(SignOff? Granted, string? Refusal);
