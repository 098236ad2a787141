using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>
/// A stretch of time that comes back on days of the week. It begins by local clocks and lasts so many minutes of real time,
/// whatever the clocks do meanwhile.
/// </summary>
public sealed record Recurrence
{
    /// <summary>The longest a stretch may be, in minutes.</summary>
    public const int LongestMinutes = Minute.PerDay;

    /// <summary>Creates the recurrence.</summary>
    /// <param name="days">The days on which it begins; at least one.</param>
    /// <param name="at">The local time at which it begins.</param>
    /// <param name="minutes">How long it lasts, in minutes; 1 to <see cref="LongestMinutes"/>.</param>
    /// <param name="zone">Whose local time.</param>
    /// <exception cref="ArgumentException">There is no day, or the length is outside its range.</exception>
    public Recurrence(IEnumerable<DayOfWeek> days, TimeOnly at, int minutes, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(zone);
        Days = [.. days.Distinct().Order()];
        if (Days.IsEmpty) throw new ArgumentException("A recurrence has at least one day.", nameof(days));
        ArgumentOutOfRangeException.ThrowIfLessThan(minutes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minutes, LongestMinutes);
        (At, Minutes, Zone) = (at, minutes, zone);
    }

    /// <summary>The days on which it begins, Sunday first.</summary>
    public ImmutableArray<DayOfWeek> Days { get; }

    /// <summary>The local time at which it begins.</summary>
    public TimeOnly At { get; }

    /// <summary>How long it lasts, in minutes.</summary>
    public int Minutes { get; }

    /// <summary>Whose local time.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Its stretches that have minutes in a range, in order of time.</summary>
    public IEnumerable<MinuteRange> Within(MinuteRange range)
    {
        if (range.IsEmpty) yield break;
        var last = LocalDay(range.End - 1);
        for (var day = LocalDay(range.Start - Minutes).AddDays(-1); day <= last; day = day.AddDays(1))
        {
            if (!Days.Contains(day.DayOfWeek)) continue;
            var start = StartOn(day);
            if (start < range.End && start + Minutes > range.Start) yield return new MinuteRange(start, start + Minutes);
        }
    }

    /// <inheritdoc/>
    public bool Equals(Recurrence? other) =>
        other is not null && Days.SequenceEqual(other.Days) && At == other.At && Minutes == other.Minutes && Zone.Id == other.Zone.Id;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Days.Length, At, Minutes, Zone.Id);

    private DateOnly LocalDay(Minute minute) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(minute.Start, Zone).DateTime);

    /// <summary>A time that the clocks skip is when they have gone on; of one that they show twice, the first.</summary>
    private Minute StartOn(DateOnly day)
    {
        var local = day.ToDateTime(At);
        while (Zone.IsInvalidTime(local)) local += TimeSpan.FromMinutes(1);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return Minute.Containing(new DateTimeOffset(local, offset));
    }
}
