using System.Globalization;

namespace ErrorBudget;

/// <summary>Numbers as people read them, the same in the gate's reasons and in messages. None reads as a border it is not on.</summary>
public static class Figures
{
    /// <summary>
    /// A percentage that never reads as a border it is not on, nor as full or empty: digits are added until it differs
    /// (19.996 % shows as "19.996", not as "20 % is below 20 %").
    /// </summary>
    /// <param name="percent">The percentage, unrounded.</param>
    /// <param name="zones">Whose borders it is told apart from.</param>
    public static string Percent(decimal percent, ZoneThresholds zones)
    {
        ArgumentNullException.ThrowIfNull(zones);
        return Exact(Apart(percent, 1, [100, zones.StandardAbovePct, zones.MonitorFromPct, zones.SignOffFromPct, 0]));
    }

    /// <summary>A percentage that never reads as one of the borders unless it lies on it.</summary>
    public static string Percent(decimal percent, params ReadOnlySpan<decimal> borders) => Exact(Apart(percent, 1, borders));

    /// <summary>A burn rate, for example <c>14.9</c>, that never reads as its limit unless it lies on it.</summary>
    /// <param name="burn">The burn rate, unrounded.</param>
    /// <param name="limit">The limit it is compared with.</param>
    public static string Burn(decimal burn, decimal limit)
    {
        var apart = Apart(burn, 2, [limit]);
        return apart.ToString("0.0###########################", CultureInfo.InvariantCulture);
    }

    /// <summary>A number with all its digits and none more, for example a border: <c>20</c>.</summary>
    public static string Exact(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>How many bad events are allowed, rounded down: 99.999 do not allow a hundredth.</summary>
    public static string Allowance(decimal count) => count switch
    {
        >= 100 => Text($"{decimal.Floor(count):N0}"),
        >= 1 => Text($"{decimal.Floor(count * 100) / 100:0.##}"),
        _ => Text($"{count:0.########}"),
    };

    /// <summary>A length of time, rounded up, so that what is over a limit also reads as over it.</summary>
    public static string Duration(TimeSpan span) => Duration((long)Math.Ceiling(span.TotalMinutes));

    /// <summary>A length of time in minutes, for example <c>4 h 23 min</c>; days from two on.</summary>
    public static string Duration(long minutes) => minutes switch
    {
        >= 2 * Minute.PerDay => Text($"{minutes / Minute.PerDay} d {minutes % Minute.PerDay / Minute.PerHour} h").Replace(" 0 h", "", StringComparison.Ordinal),
        >= Minute.PerHour => Text($"{minutes / Minute.PerHour} h {minutes % Minute.PerHour} min").Replace(" 0 min", "", StringComparison.Ordinal),
        _ => Text($"{minutes} min"),
    };

    private static decimal Apart(decimal number, int digits, ReadOnlySpan<decimal> borders)
    {
        while (digits < 28 && Math.Round(number, digits) is var rounded && rounded != number && borders.Contains(rounded)) digits++;
        return Math.Round(number, digits);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
