namespace ErrorBudget;

/// <summary>
/// How an SLO that budgets by timeslices judges a slice of time. A slice is bad when less than the target of its events
/// are good; a slice without events is good, one of which nothing is known counts as neither and lowers coverage.
/// </summary>
public sealed record SliceRule
{
    /// <summary>Creates the rule.</summary>
    /// <param name="minutes">The length of a slice in minutes: a divisor of 60, so that slices never straddle an hour.</param>
    /// <param name="target">The fraction of good events a slice needs; above 0, at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public SliceRule(int minutes, decimal target)
    {
        if (minutes < 1 || Minute.PerHour % minutes != 0) throw new ArgumentOutOfRangeException(nameof(minutes), minutes, "A slice is 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60 minutes long.");
        if (target is <= 0 or > 1) throw new ArgumentOutOfRangeException(nameof(target), target, "A slice target is above 0 and at most 1.");
        Minutes = minutes;
        Target = target;
    }

    /// <summary>The length of a slice in minutes.</summary>
    public int Minutes { get; }

    /// <summary>The fraction of good events a slice needs.</summary>
    public decimal Target { get; }

    /// <summary>A length of time in whole slices, at least that long: a part of a slice cannot be judged.</summary>
    public int RoundUp(int minutes) => (minutes + Minutes - 1) / Minutes * Minutes;

    /// <summary>Whether a slice ends right before <paramref name="minute"/>; slices are aligned to the hour.</summary>
    public bool EndsAt(Minute minute) => minute.Index % Minutes == 0;

    /// <summary>Whether a slice with these counts is bad.</summary>
    public bool IsBad(Tally slice) => slice.Total > 0 && slice.Good < Target * slice.Total;
}
