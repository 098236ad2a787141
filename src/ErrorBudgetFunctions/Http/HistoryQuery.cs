using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ErrorBudget;
using ErrorBudget.Pipeline.Budgets;

namespace ErrorBudgetFunctions.Http;

/// <summary>What a caller wants to see of an SLO's past.</summary>
/// <param name="Range">From when to when.</param>
/// <param name="StepMinutes">The length of a step in minutes.</param>
internal sealed record HistoryQuery(MinuteRange Range, int StepMinutes)
{
    /// <summary>
    /// Reads <c>from</c>, <c>to</c> (ISO 8601; default: the SLO's window up to now) and <c>step</c> (<c>15m</c>, <c>1h</c>,
    /// <c>1d</c> or minutes; default one hour).
    /// </summary>
    public static bool TryParse(
        string? from, string? to, string? step, Slo slo, DateTimeOffset now, [NotNullWhen(true)] out HistoryQuery? query, [NotNullWhen(false)] out string? error)
    {
        (query, error) = (null, null);
        var end = Minute.Containing(now) + 1;
        if (!TryTime(to, end, out var last)) error = $"'to' is '{to}'; expected ISO 8601, for example 2026-11-23T08:00:00Z.";
        else if (!TryTime(from, slo.Window.UpTo(last).Start, out var first)) error = $"'from' is '{from}'; expected ISO 8601, for example 2026-11-23T08:00:00Z.";
        else if (!TryStep(step, out var minutes)) error = $"'step' is '{step}'; expected minutes, or for example 15m, 1h or 1d.";
        else if (last <= first) error = $"'from' ({first}) is not before 'to' ({last}).";
        else if ((last - first) / minutes > BudgetHistory.MaximumPoints) error = $"That is more than {BudgetHistory.MaximumPoints} steps; make the step longer or the time shorter.";
        else query = new HistoryQuery(new MinuteRange(first, last), minutes);
        return query is not null;
    }

    private static bool TryTime(string? text, Minute otherwise, out Minute minute)
    {
        minute = otherwise;
        if (string.IsNullOrEmpty(text)) return true;
        if (!IsoTime.TryRead(text, out var time)) return false;
        minute = Minute.Containing(time);
        return true;
    }

    private static bool TryStep(string? text, out int minutes)
    {
        minutes = Minute.PerHour;
        if (string.IsNullOrEmpty(text)) return true;
        var unit = text[^1] switch
        {
            'm' => 1,
            'h' => Minute.PerHour,
            'd' => Minute.PerDay,
            _ => 0,
        };
        var number = unit == 0 ? text : text[..^1];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is > 0 and <= 1_000_000
            && (minutes = count * Math.Max(unit, 1)) > 0;
    }
}
