namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads the section <c>slo</c>: target, window and how it is budgeted.</summary>
internal static class SloReader
{
    private static readonly (string, WindowKind)[] WindowKinds =
    [
        ("rolling", WindowKind.Rolling), ("week", WindowKind.Week), ("month", WindowKind.Month), ("quarter", WindowKind.Quarter), ("year", WindowKind.Year),
    ];

    private static readonly (string, bool)[] Budgetings = [("occurrences", false), ("timeslices", true)];

    /// <summary>The terms of an SLO; null if they are incomplete or refused.</summary>
    /// <param name="fields">The section <c>slo</c>.</param>
    /// <param name="inherited">The low-traffic guards of the defaults.</param>
    public static SloTerms? Read(Fields fields, LowTrafficDraft inherited)
    {
        var target = TargetReader.Read(fields);
        var window = Window(fields);
        var budgetsSlices = fields.Choice("budgeting", Budgetings) ?? false;
        var slices = budgetsSlices ? Slices(fields) : null;
        if (!budgetsSlices) fields.RefuseAny(["slice_minutes", "slice_target"], "needs \"budgeting: timeslices\"");
        var unknownAfter = fields.Whole("unknown_after_minutes", 1, Minute.PerDay) ?? SloTerms.DefaultUnknownAfterMinutes;
        var guards = LowTrafficDraft.Read(fields).Over(inherited).On(LowTrafficGuards.Default);

        return target is not { } fraction || window is null || (budgetsSlices && slices is null)
            ? null
            : new SloTerms(fraction, window, slices, unknownAfter, guards);
    }

    /// <summary>The days of a rolling window; required.</summary>
    public static SloWindow? RollingWindow(Fields fields) =>
        fields.Require("window_days") && fields.Whole("window_days", 1, SloWindow.MaximumDays) is { } days ? SloWindow.Rolling(days) : null;

    private static SloWindow? Window(Fields fields)
    {
        var kind = fields.Has("window") ? fields.Choice("window", WindowKinds) : WindowKind.Rolling;
        if (kind is null) return null;
        if (kind == WindowKind.Rolling)
        {
            fields.RefuseAny(["time_zone"], "is for calendar windows (week, month, quarter, year); a rolling window has none");
            return RollingWindow(fields);
        }

        fields.RefuseAny(["window_days"], "is for rolling windows; a calendar window has its own length");
        if (!fields.Has("time_zone")) return SloWindow.Calendar(kind.Value);
        return TimeZoneReader.Read(fields) is { } zone ? SloWindow.Calendar(kind.Value, zone) : null;
    }

    private static SliceRule? Slices(Fields fields)
    {
        var minutes = fields.Has("slice_minutes") ? fields.Whole("slice_minutes", 1, Minute.PerHour) : 1;
        var target = fields.Require("slice_target") ? fields.Number("slice_target", NumberRange.Probability, hint: TargetReader.Fraction) : null;
        if (minutes is { } length && Minute.PerHour % length != 0)
        {
            fields.Refuse("slice_minutes", FormattableString.Invariant($"\"slice_minutes\" must divide an hour (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60), found {length}"));
            return null;
        }

        return minutes is null || target is null ? null : new SliceRule(minutes.Value, target.Value);
    }
}
