namespace ErrorBudget.Pipeline.Digest;

/// <summary>All that a digest is written from.</summary>
/// <param name="Audience">Who gets it.</param>
/// <param name="At">The time it is written, UTC.</param>
/// <param name="Slos">The SLOs.</param>
/// <param name="SignOffs">The sign-offs that were used in the week.</param>
public sealed record OwnerReport(Audience Audience, DateTimeOffset At, IReadOnlyList<SloReport> Slos, IReadOnlyList<SignOffUse> SignOffs);
