using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>
/// The counts of one SLO, minute by minute: the only truth every other number is derived from. Immutable.
/// It holds the open minutes at its end and as many sealed hours as the caller loaded; the running sums in both make a
/// window's sum the difference of two look-ups.
/// </summary>
public sealed class Ledger
{
    private readonly ImmutableDictionary<Minute, LedgerSegment> _hours;

    private Ledger(Minute coveredFrom, Tally floor, LedgerSegment open, ImmutableDictionary<Minute, LedgerSegment> hours)
    {
        CoveredFrom = coveredFrom;
        Floor = floor;
        Open = open;
        _hours = hours;
    }

    /// <summary>The earliest minute that was ever read; what lies before is unknown. Always the start of an hour.</summary>
    public Minute CoveredFrom { get; }

    /// <summary>The running sum before <see cref="CoveredFrom"/>.</summary>
    public Tally Floor { get; }

    /// <summary>The minutes that are not sealed into hours yet. Starts at the start of an hour.</summary>
    public LedgerSegment Open { get; }

    /// <summary>The watermark: every minute before it has been read.</summary>
    public Minute Through => Open.End;

    /// <summary>An empty ledger that begins at the hour of <paramref name="start"/>.</summary>
    public static Ledger StartingAt(Minute start) =>
        new(start.Hour, Tally.Zero, LedgerSegment.From(start.Hour, Tally.Zero, []), ImmutableDictionary<Minute, LedgerSegment>.Empty);

    /// <summary>A ledger as it was stored.</summary>
    public static Ledger Restore(Minute coveredFrom, Tally floor, LedgerSegment open) =>
        new(coveredFrom, floor, open, ImmutableDictionary<Minute, LedgerSegment>.Empty);

    /// <summary>The same ledger with sealed hours at hand.</summary>
    public Ledger WithHours(IEnumerable<LedgerSegment> hours) =>
        new(CoveredFrom, Floor, Open, _hours.SetItems(hours.Select(hour => KeyValuePair.Create(hour.Start, hour))));

    /// <summary>The same ledger with only some of its sealed hours at hand, so that what is kept in memory stays small.</summary>
    public Ledger KeepingHours(IReadOnlySet<Minute> hours) =>
        new(CoveredFrom, Floor, Open, _hours.RemoveRange(_hours.Keys.Where(hour => !hours.Contains(hour))));

    /// <summary>The ledger with newer minutes, which must follow <see cref="Through"/> without a gap.</summary>
    public Ledger Append(IReadOnlyCollection<Bucket> buckets, SliceRule? slices = null) =>
        new(CoveredFrom, Floor, Open.Append(buckets, slices), _hours);

    /// <summary>
    /// The ledger with everything from <paramref name="from"/> on read again, and newer minutes after it if there are any.
    /// The running sums and slices after it follow.
    /// </summary>
    /// <param name="from">The first minute that is replaced: one of the open minutes, or <see cref="Through"/> to replace none.</param>
    /// <param name="buckets">The minutes from there on; they reach <see cref="Through"/> at least, so that none is lost.</param>
    /// <param name="slices">How slices are judged; null for an SLO that budgets by occurrences.</param>
    /// <exception cref="ArgumentException">The minute is sealed or not read yet, or the buckets end before <see cref="Through"/>.</exception>
    public Ledger Replace(Minute from, IReadOnlyCollection<Bucket> buckets, SliceRule? slices = null)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        if (from < Open.Start || from > Through) throw new ArgumentOutOfRangeException(nameof(from), from, $"The open minutes are {Open.Start} to {Through}.");
        if (from + buckets.Count < Through) throw new ArgumentException($"The minutes from {from} on end before {Through}.", nameof(buckets));
        return new Ledger(CoveredFrom, Floor, Open.Slice(Open.Start, from).Append(buckets, slices), _hours);
    }

    /// <summary>
    /// The ledger with older history, whole hours that end at <see cref="CoveredFrom"/>, and those hours as segments to store.
    /// </summary>
    /// <param name="hours">The hours' buckets in order of time: 60 minutes each, or one coarse bucket each.</param>
    /// <param name="slices">How slices are judged; null for an SLO that budgets by occurrences.</param>
    /// <exception cref="ArgumentException">An hour has neither 60 buckets nor one, or slices are to be judged that are shorter than its bucket.</exception>
    public (Ledger Ledger, ImmutableArray<LedgerSegment> Hours) Prepend(IReadOnlyList<IReadOnlyCollection<Bucket>> hours, SliceRule? slices = null)
    {
        ArgumentNullException.ThrowIfNull(hours);
        var sealedHours = ImmutableArray.CreateBuilder<LedgerSegment>(hours.Count);
        var (start, floor) = (CoveredFrom, Floor);
        for (var i = hours.Count - 1; i >= 0; i--)
        {
            if (hours[i].Count is not (1 or Minute.PerHour)) throw new ArgumentException($"An hour of history has 60 buckets or one, not {hours[i].Count}.", nameof(hours));
            start -= Minute.PerHour;
            var segment = LedgerSegment.Ending(floor, start, hours[i], Minute.PerHour / hours[i].Count, slices);
            sealedHours.Add(segment);
            floor = segment.Before;
        }

        sealedHours.Reverse();
        return (new Ledger(start, floor, Open, _hours).WithHours(sealedHours), sealedHours.DrainToImmutable());
    }

    /// <summary>
    /// Moves whole hours out of the open minutes, so that at least <paramref name="keep"/> minutes stay open.
    /// The ledger still holds them; they are returned to be stored on their own.
    /// </summary>
    public (Ledger Ledger, ImmutableArray<LedgerSegment> Sealed) Seal(int keep)
    {
        var to = Minute.Max(Open.Start, (Through - keep).Hour);
        if (to == Open.Start) return (this, []);
        var hours = ImmutableArray.CreateBuilder<LedgerSegment>();
        for (var hour = Open.Start; hour < to; hour += Minute.PerHour) hours.Add(Open.Slice(hour, hour + Minute.PerHour));
        var rest = new Ledger(CoveredFrom, Floor, Open.Slice(to, Through), _hours);
        return (rest.WithHours(hours), hours.ToImmutable());
    }

    /// <summary>The ledger without anything before a full hour, whose running sum has to be at hand.</summary>
    /// <exception cref="InvalidOperationException">The sealed hour was not loaded, see <see cref="MissingHour"/>.</exception>
    public Ledger WithoutBefore(Minute hour)
    {
        if (hour != hour.Hour || hour < CoveredFrom || hour > Open.Start) throw new ArgumentOutOfRangeException(nameof(hour), hour, $"The sealed hours are {CoveredFrom} to {Open.Start}.");
        return new Ledger(hour, At(hour), Open, _hours.RemoveRange(_hours.Keys.Where(start => start < hour)));
    }

    /// <summary>The sealed hour that must be at hand before <see cref="At"/> can answer for <paramref name="minute"/>; null if none is missing.</summary>
    public Minute? MissingHour(Minute minute) =>
        minute <= CoveredFrom || minute >= Open.Start || HourOf(minute) is not null ? null : minute.Hour;

    /// <summary>The running sum before <paramref name="minute"/>. Before <see cref="CoveredFrom"/> nothing was counted; after <see cref="Through"/> nothing yet.</summary>
    /// <exception cref="InvalidOperationException">The sealed hour was not loaded, see <see cref="MissingHour"/>.</exception>
    public Tally At(Minute minute)
    {
        if (minute >= Open.Start) return Open.At(Minute.Min(minute, Through));
        if (minute <= CoveredFrom) return Floor;
        return (HourOf(minute) ?? throw NotLoaded(minute)).At(minute);
    }

    /// <summary>The width in minutes of the bucket that a minute lies in, 1 or 60; 1 outside the ledger.</summary>
    /// <exception cref="InvalidOperationException">The sealed hour was not loaded, see <see cref="MissingHour"/>.</exception>
    public int BucketMinutesAt(Minute minute) =>
        minute < CoveredFrom || minute >= Open.Start ? 1
        : _hours.TryGetValue(minute.Hour, out var hour) ? hour.BucketMinutes
        : throw NotLoaded(minute);

    /// <summary>What was counted in a stretch of time.</summary>
    public Tally Sum(MinuteRange range) => At(range.End) - At(range.Start);

    /// <summary>A sealed hour that knows the running sum before a minute: its own, or the one that ends there.</summary>
    private LedgerSegment? HourOf(Minute minute) =>
        _hours.GetValueOrDefault(minute.Hour) ?? (minute == minute.Hour ? _hours.GetValueOrDefault(minute - Minute.PerHour) : null);

    private static InvalidOperationException NotLoaded(Minute minute) => new($"The ledger's hour {minute.Hour} is not loaded.");
}
