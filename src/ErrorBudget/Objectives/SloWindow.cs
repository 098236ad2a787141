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

    /// <summary>The greatest length in minutes; a local day may have 25 hours.</summary>
    public int MaximumMinutes => (Days * Minute.PerDay) + (Kind == WindowKind.Rolling ? 0 : Minute.PerHour);

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

    /// <summary>The window as it stands when everything before <paramref name="through"/> has been counted.</summary>
    public MinuteRange UpTo(Minute through) => Kind == WindowKind.Rolling
        ? MinuteRange.Last(Days * Minute.PerDay, through)
        : new MinuteRange(PeriodStart(through - 1), through);

    /// <summary>When the period that is under way starts anew with a full budget; null for rolling windows.</summary>
    public Minute? Reset(Minute through) => Kind == WindowKind.Rolling
        ? null
        : LocalMidnight(NextPeriod(FirstDay(through - 1)));

    /// <summary>For people: <c>30 d</c>, <c>month</c>, <c>quarter (Europe/Berlin)</c>.</summary>
    public override string ToString() => Kind switch
    {
        WindowKind.Rolling => string.Create(CultureInfo.InvariantCulture, $"{Days} d"),
        _ when Zone.Equals(TimeZoneInfo.Utc) => Kind.ToString().ToLowerInvariant(),
        _ => $"{Kind.ToString().ToLowerInvariant()} ({Zone.Id})",
    };

    private Minute PeriodStart(Minute minute) => LocalMidnight(FirstDay(minute));

    private DateOnly FirstDay(Minute minute)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(minute.Start, Zone).DateTime);
        return Kind switch
        {
            WindowKind.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            WindowKind.Month => new DateOnly(day.Year, day.Month, 1),
            WindowKind.Quarter => new DateOnly(day.Year, (((day.Month - 1) / 3) * 3) + 1, 1),
            _ => new DateOnly(day.Year, 1, 1),
        };
    }

    private DateOnly NextPeriod(DateOnly first) => Kind switch
    {
        WindowKind.Week => first.AddDays(7),
        WindowKind.Month => first.AddMonths(1),
        WindowKind.Quarter => first.AddMonths(3),
        _ => first.AddYears(1),
    };

    /// <summary>Some zones change their clocks at midnight: a midnight that is skipped is the first minute after it, one that comes twice is the earlier.</summary>
    private Minute LocalMidnight(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        while (Zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return Minute.Containing(new DateTimeOffset(local, offset));
    }
}
