using ErrorBudget;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudgetFunctions.Metrics;

/// <summary>What one scrape tells of: the policy and what was read from storage. A part that could not be read is null.</summary>
internal sealed record StateReading
{
    /// <summary>When it was read, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The policy in force; null if there is none.</summary>
    public required Policy? Policy { get; init; }

    /// <summary>Whether the policy's files as they are now are refused.</summary>
    public required bool IsPolicyRefused { get; init; }

    /// <summary>The SLOs of the policy, in its order.</summary>
    public required IReadOnlyList<SloReading> Slos { get; init; }

    /// <summary>How each shard's latest evaluation went.</summary>
    public required IReadOnlyList<RunReport>? Runs { get; init; }

    /// <summary>The sign-offs of all services that may still be in force.</summary>
    public required IReadOnlyList<SignOff>? SignOffs { get; init; }

    /// <summary>How many errands were given up.</summary>
    public required int? Undelivered { get; init; }

    /// <summary>How many things are wrong, as health counts them.</summary>
    public required int Problems { get; init; }
}
