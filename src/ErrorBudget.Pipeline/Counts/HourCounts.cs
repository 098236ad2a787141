using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Counts;

/// <summary>What was pushed for the minutes of one hour.</summary>
public sealed record HourCounts
{
    private static readonly ImmutableArray<Bucket> Nothing = [.. Enumerable.Repeat(Bucket.Unknown, Minute.PerHour)];

    /// <summary>An hour in which nothing was counted.</summary>
    public HourCounts(Minute hour)
        : this(hour, Nothing)
    {
    }

    /// <summary>An hour.</summary>
    /// <exception cref="ArgumentException">It does not have 60 buckets, or does not begin at an hour.</exception>
    public HourCounts(Minute hour, ImmutableArray<Bucket> minutes)
    {
        if (hour != hour.Hour) throw new ArgumentException($"{hour} begins no hour.", nameof(hour));
        if (minutes.Length != Minute.PerHour) throw new ArgumentException($"An hour has {Minute.PerHour} minutes, not {minutes.Length}.", nameof(minutes));
        (Hour, Minutes) = (hour, minutes);
    }

    /// <summary>Where it begins.</summary>
    public Minute Hour { get; }

    /// <summary>What was counted in each of its 60 minutes; unknown where nothing was pushed.</summary>
    public ImmutableArray<Bucket> Minutes { get; }

    /// <summary>With more counts of these minutes.</summary>
    /// <exception cref="ArgumentException">A count is of another hour.</exception>
    /// <exception cref="OverflowException">A sum is too large.</exception>
    public HourCounts Plus(IEnumerable<PushedCount> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var minutes = Minutes.ToBuilder();
        foreach (var count in counts)
        {
            if (count.Minute.Hour != Hour) throw new ArgumentException($"{count.Minute} is not in the hour {Hour}.", nameof(counts));
            var before = minutes[count.Minute - Hour];
            minutes[count.Minute - Hour] = checked(Bucket.Of(before.Good + count.Good, before.Total + count.Total));
        }

        return new HourCounts(Hour, minutes.MoveToImmutable());
    }

    /// <summary>All of its minutes as one bucket.</summary>
    public Bucket Sum()
    {
        var (good, total, known) = (0L, 0L, 0);
        foreach (var minute in Minutes.Where(minute => minute.IsKnown)) (good, total, known) = checked((good + minute.Good, total + minute.Total, known + 1));
        return known == 0 ? Bucket.Unknown : Bucket.Of(good, total, known);
    }
}
