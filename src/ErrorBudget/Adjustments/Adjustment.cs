namespace ErrorBudget;

/// <summary>
/// A person's dated statement that some minutes of an SLO count otherwise than they were counted. It is laid over the counts
/// when sums are taken and can be revoked; it never changes or deletes a count.
/// </summary>
public sealed record Adjustment
{
    /// <summary>The longest correction: it has to lie in what is kept beside the longest window, which is a day.</summary>
    public const int LongestCorrectionMinutes = Minute.PerDay;

    /// <summary>The longest single maintenance or incident, in days.</summary>
    public const int LongestDays = 92;

    /// <summary>The most events a correction adds or takes.</summary>
    public const long MostEvents = 1_000_000_000_000;

    /// <summary>Names it.</summary>
    public required AdjustmentId Id { get; init; }

    /// <summary>The SLO it is for; null for all of the service's.</summary>
    public string? Slo { get; init; }

    /// <summary>What it says.</summary>
    public required AdjustmentKind Kind { get; init; }

    /// <summary>The first minute it is about; the moment of a reset; for what recurs, since when it does.</summary>
    public required Minute From { get; init; }

    /// <summary>The minute after the last one; null for a reset, and for what recurs without an end.</summary>
    public Minute? To { get; init; }

    /// <summary>When it comes back; null if it does not.</summary>
    public Recurrence? Recurrence { get; init; }

    /// <summary>For a correction: bad events to add, or to take if negative; slices where the SLO counts slices.</summary>
    public long Bad { get; init; }

    /// <summary>For a correction: events in all to add, or to take if negative; 0 where events only change from bad to good or back.</summary>
    public long Total { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Author { get; init; }

    /// <summary>The identity it was made with; null if not known.</summary>
    public string? MadeBy { get; init; }

    /// <summary>When it was made, UTC; null for one that the policy declares.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>When it was taken back, UTC; null if it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Whether the policy declares it, so that only the policy can take it back.</summary>
    public bool IsDeclared => MadeAt is null;

    /// <summary>Whether it says something about an SLO.</summary>
    public bool IsFor(SloId slo) => RevokedAt is null && Id.Service == slo.Service && (Slo is null || Slo == slo.Slo);

    /// <summary>What makes no sense about it, for people; null if it does.</summary>
    public string? WhatIsWrong() => Kind switch
    {
        _ when Recurrence is not null && Kind != AdjustmentKind.Maintenance => "only maintenance recurs; state every other adjustment with its own time",
        _ when Kind != AdjustmentKind.Correction && (Bad != 0 || Total != 0) => "bad and total events are for corrections only",
        AdjustmentKind.BudgetReset => To is null ? null : "a budget reset is a moment: it has a beginning and no end",
        _ when To is null && Recurrence is null => "its end is missing",
        _ when To <= From => "its end is not after its beginning",
        AdjustmentKind.Correction => WrongCorrection(),
        _ => Recurrence is null && To - From > LongestDays * Minute.PerDay ? FormattableString.Invariant($"it is longer than {LongestDays} days") : null,
    };

    /// <summary>Its stretches that have minutes in a range, whole and in order of time. A reset has none.</summary>
    public IEnumerable<MinuteRange> Within(MinuteRange range)
    {
        if (Kind == AdjustmentKind.BudgetReset || From >= range.End) return [];
        if (Recurrence is null) return To > range.Start ? [new MinuteRange(From, To.Value)] : [];

        // A stretch that begins before the end runs its course, also in a range that begins after it.
        var (first, end) = (From, To);
        var last = end is { } until ? Minute.Min(range.End, until + Recurrence.Minutes) : range.End;
        return last <= range.Start ? [] : Recurrence.Within(new MinuteRange(Minute.Max(range.Start, first), last))
            .Where(stretch => stretch.Start >= first && !(stretch.Start >= end));
    }

    private string? WrongCorrection() =>
        To - From > LongestCorrectionMinutes ? "a correction is at most a day long; make several"
        : Bad == 0 && Total == 0 ? "a correction says how many bad or total events to add or, negative, to take"
        : Math.Abs(Math.Clamp(Bad, -MostEvents - 1, MostEvents + 1)) > MostEvents || Math.Abs(Math.Clamp(Total, -MostEvents - 1, MostEvents + 1)) > MostEvents ? FormattableString.Invariant($"it corrects more than {MostEvents:N0} events")
        : null;
}
