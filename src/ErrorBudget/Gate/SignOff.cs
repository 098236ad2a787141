namespace ErrorBudget;

/// <summary>A person's agreement that something is released although the budget says otherwise: scoped, expiring, revocable.</summary>
public sealed record SignOff
{
    /// <summary>Names it.</summary>
    public required SignOffId Id { get; init; }

    /// <summary>The SLO it is for; null for all of the service's.</summary>
    public string? Slo { get; init; }

    /// <summary>The kind of change it is for; null for every kind.</summary>
    public ChangeKind? Change { get; init; }

    /// <summary>The pipeline run it is for; null for every run.</summary>
    public string? PipelineRun { get; init; }

    /// <summary>Who agreed.</summary>
    public required string Approver { get; init; }

    /// <summary>The identity it was granted with; null if not known.</summary>
    public string? GrantedBy { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Up to when, UTC, exclusive.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was taken back, UTC; null if it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Whether it counts at a time: begun, not expired, not revoked.</summary>
    public bool IsInForce(DateTimeOffset now) => CreatedAt <= now && now < ExpiresAt && !(RevokedAt <= now);

    /// <summary>
    /// Whether it opens the gate of an SLO. Nobody signs off for themselves: one that was granted by who asks, or names
    /// them as the approver, does not count.
    /// </summary>
    /// <param name="slo">The SLO.</param>
    /// <param name="change">What is to be released.</param>
    /// <param name="pipelineRun">The pipeline run that asks; null if it does not say.</param>
    /// <param name="askedBy">Who asks; null if not known.</param>
    /// <param name="now">The time now, UTC.</param>
    public bool Opens(SloId slo, ChangeKind change, string? pipelineRun, string? askedBy, DateTimeOffset now) =>
        IsInForce(now)
        && Id.Service == slo.Service
        && (Slo is null || Slo == slo.Slo)
        && (Change is null || Change == change)
        && (PipelineRun is null || PipelineRun == pipelineRun)
        && !IsSame(GrantedBy, askedBy)
        && !IsSame(Approver, askedBy);

    private static bool IsSame(string? one, string? other) => one is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
