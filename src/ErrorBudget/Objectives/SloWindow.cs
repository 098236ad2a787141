using System.Globalization;

namespace ErrorBudget;

/// <summary>The time an SLO's budget is for: the last so many days, or a calendar period in a time zone.</summary>
public sealed record SloWindow
{
    /// <summary>The longest rolling window in days.</summary>
    public const int MaximumDays = 400;

    private SloWindow(WindowKind kind, int days, TimeZoneInfo zone)
    {
        Kind = kind;
        Days = days;
        Zone = zone;
    }

    /// <summary>Rolling, or which calendar period.</summary>
    public WindowKind Kind { get; }

    /// <summary>The length of a rolling window in days; for a calendar period its greatest length (7, 31, 92, 366).</summary>
    public int Days { get; }

    /// <summary>The zone whose midnight starts a calendar period; UTC for rolling windows.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The greatest length in minutes. A period in which clocks go back is longer by an hour, in a few zones by up to three.</summary>
    public int MaximumMinutes => (Days * Minute.PerDay) + (Kind == WindowKind.Rolling ? 0 : 3 * Minute.PerHour);

    /// <summary>A rolling window.</summary>
    /// <param name="days">1 to <see cref="MaximumDays"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of days is outside its range.</exception>
    public static SloWindow Rolling(int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MaximumDays);
        return new SloWindow(WindowKind.Rolling, days, TimeZoneInfo.Utc);
    }

    /// <summary>A calendar window.</summary>
    /// <param name="kind">Which period; not <see cref="WindowKind.Rolling"/>.</param>
    /// <param name="zone">The zone whose midnight starts the period; UTC if left out.</param>
    /// <exception cref="ArgumentException">The kind is rolling.</exception>
    public static SloWindow Calendar(WindowKind kind, TimeZoneInfo? zone = null) => new(
        kind,
        kind switch
        {
            WindowKind.Week => 7,
            WindowKind.Month => 31,
            WindowKind.Quarter => 92,
            WindowKind.Year => 366,
            _ => throw new ArgumentException("A calendar window is a week, month, quarter or year.", nameof(kind)),
        },
        zone ?? TimeZoneInfo.Utc);

    /// <summary>
    /// The window as it stands when everything before <paramref name="through"/> has been counted. At the very end of a
    /// calendar period it is that period, whole; never an empty one.
    /// </summary>
    public MinuteRange UpTo(Minute through) => Kind == WindowKind.Rolling
        ? MinuteRange.Last(Days * Minute.PerDay, through)
        : new MinuteRange(StartOf(FirstDay(through - 1)), through);

    /// <summary>When the period that is under way starts anew with a full budget; null for rolling windows.</summary>
    public Minute? Reset(Minute through) => Kind == WindowKind.Rolling
        ? null
        : StartOf(NextPeriod(FirstDay(through - 1)));

    /// <summary>For people: <c>30 d</c>, <c>month</c>, <c>quarter (Europe/Berlin)</c>.</summary>
    public override string ToString() => Kind switch
    {
        WindowKind.Rolling => string.Create(CultureInfo.InvariantCulture, $"{Days} d"),
        _ when Zone.Equals(TimeZoneInfo.Utc) => Kind.ToString().ToLowerInvariant(),
        _ => $"{Kind.ToString().ToLowerInvariant()} ({Zone.Id})",
    };

    /// <summary>The first day of the period a minute belongs to.</summary>
    private DateOnly FirstDay(Minute minute)
    {
        var day = LocalDay(minute);
        var first = Kind switch
        {
            WindowKind.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            WindowKind.Month => new DateOnly(day.Year, day.Month, 1),
            WindowKind.Quarter => new DateOnly(day.Year, (((day.Month - 1) / 3) * 3) + 1, 1),
            _ => new DateOnly(day.Year, 1, 1),
        };

        // Clocks that go back over midnight show the old day once more; the new period has begun all the same.
        var next = NextPeriod(first);
        return StartOf(next) <= minute ? next : first;
    }

    private DateOnly LocalDay(Minute minute) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(minute.Start, Zone).DateTime);

    private DateOnly NextPeriod(DateOnly first) => Kind switch
    {
        WindowKind.Week => first.AddDays(7),
        WindowKind.Month => first.AddMonths(1),
        WindowKind.Quarter => first.AddMonths(3),
        _ => first.AddYears(1),
    };

    /// <summary>
    /// The first minute that local clocks show a day: midnight, or what follows it where clocks skip midnight. Looked for
    /// between the two instants midnight would be by the offset a day before and a day after, because the platform does not
    /// know every skipped midnight as an invalid time.
    /// </summary>
    private Minute StartOf(DateOnly day)
    {
        var midnight = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        var (before, after) = (Zone.GetUtcOffset(midnight.AddDays(-1)), Zone.GetUtcOffset(midnight.AddDays(1)));
        var minute = Minute.Containing(midnight - (before > after ? before : after));
        var last = Minute.Containing(midnight - (before > after ? after : before));
        while (minute < last && LocalDay(minute) < day) minute += 1;
        return minute;
    }
}
