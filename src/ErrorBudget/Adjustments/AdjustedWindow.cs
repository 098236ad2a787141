using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>The adjustments in a snapshot's window.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="ExcludedMinutes">How many of the window's minutes do not count.</param>
/// <param name="Latest">Those that end latest, the latest first; at most <see cref="MostShown"/>.</param>
public sealed record AdjustedWindow(int Count, int ExcludedMinutes, ImmutableArray<AppliedAdjustment> Latest)
{
    /// <summary>A snapshot is rewritten every minute: it names so many and counts the rest.</summary>
    public const int MostShown = 5;

    /// <inheritdoc/>
    public bool Equals(AdjustedWindow? other) =>
        other is not null && Count == other.Count && ExcludedMinutes == other.ExcludedMinutes && Latest.AsSpan().SequenceEqual(other.Latest.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, ExcludedMinutes);
}
