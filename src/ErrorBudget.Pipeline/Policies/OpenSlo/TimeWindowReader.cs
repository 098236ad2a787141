using System.Globalization;
using ErrorBudget.Pipeline.Policies.Reading;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>Reads the time window of an SLO.</summary>
internal static class TimeWindowReader
{
    private static readonly string[] StartFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd"];

    /// <summary>The window; null if it is left out or refused.</summary>
    public static SloWindow? Read(Fields spec)
    {
        if (!spec.Require("timeWindow") || spec.List("timeWindow", 1, 1) is not { } list) return null;
        if (spec.File.Fields(list.Items[0], "timeWindow", OpenSloSections.TimeWindow) is not { } fields) return null;
        var isRolling = fields.Has("isRolling") ? fields.Flag("isRolling") : !fields.Has("calendar");
        var duration = fields.Require("duration") ? Duration.Read(fields, "duration") : null;
        if (isRolling == true) fields.RefuseAny(["calendar"], "is for windows that are not rolling");
        else if (isRolling == false) fields.Require("calendar");
        if (duration is not { } length || isRolling is null) return null;
        return isRolling.Value ? Rolling(fields, length) : Calendar(fields, length);
    }

    private static SloWindow? Rolling(Fields fields, Duration length)
    {
        if (length.Minutes is { } minutes && minutes % Minute.PerDay == 0 && minutes / Minute.PerDay is >= 1 and <= SloWindow.MaximumDays)
            return SloWindow.Rolling(minutes / Minute.PerDay);
        var why = length.Minutes is null ? ": months, quarters and years differ in length" : "";
        fields.Refuse("duration", FormattableString.Invariant($"\"duration\" of a rolling window must be whole days from 1d to {SloWindow.MaximumDays}d (or weeks), found \"{length}\"{why}"));
        return null;
    }

    private static SloWindow? Calendar(Fields fields, Duration length)
    {
        var calendar = fields.Section("calendar", OpenSloSections.Calendar);
        WindowKind? kind = length switch
        {
            (1, 'w') => WindowKind.Week,
            (1, 'M') => WindowKind.Month,
            (1, 'Q') => WindowKind.Quarter,
            (1, 'Y') => WindowKind.Year,
            _ => null,
        };
        if (kind is null) fields.Refuse("duration", $"\"duration\" of a calendar window must be 1w, 1M, 1Q or 1Y, found \"{length}\"{(length.Unit == 'm' ? " (m are minutes, M months)" : "")}");
        if (calendar is null) return null;
        var zone = calendar.Has("timeZone") ? TimeZoneReader.Read(calendar, "timeZone") : TimeZoneInfo.Utc;
        if (kind is null || zone is null || !StartsLikeOurs(calendar, kind.Value)) return null;
        return SloWindow.Calendar(kind.Value, zone);
    }

    /// <summary>Periods begin when the calendar's do; others would be counted differently from what the author meant.</summary>
    private static bool StartsLikeOurs(Fields calendar, WindowKind kind)
    {
        if (!calendar.Has("startTime")) return true;
        if (calendar.AnyText("startTime") is not { } text) return false;
        if (!DateTime.TryParseExact(text, StartFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var start))
        {
            calendar.Refuse("startTime", $"\"startTime\" must be a date and time such as 2026-01-01 00:00:00, found {calendar.Node("startTime")!.Found}");
            return false;
        }

        var (begins, when) = kind switch
        {
            WindowKind.Week => (start.DayOfWeek == DayOfWeek.Monday, "a week begins on Monday"),
            WindowKind.Month => (start.Day == 1, "a month begins on its first day"),
            WindowKind.Quarter => (start.Day == 1 && start.Month % 3 == 1, "a quarter begins in January, April, July or October, on the first day"),
            _ => (start.DayOfYear == 1, "a year begins on the first of January"),
        };
        if (begins && start.TimeOfDay == TimeSpan.Zero) return true;
        calendar.Refuse("startTime", $"\"startTime\" {calendar.Node("startTime")!.Found} cannot be represented: {when} at 00:00:00");
        return false;
    }
}
