using System.Globalization;

namespace ErrorBudget.Pipeline.Digest;

/// <summary>Writes the weekly digest: plain text, the most urgent first, every statement with its numbers.</summary>
public static class DigestText
{
    private const int WorstHours = 3;

    /// <summary>Writes a digest.</summary>
    public static string Of(OwnerReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var known = report.Slos.Where(slo => slo.Snapshot?.Budget.IsKnown == true).OrderBy(slo => slo.Snapshot!.Budget.Remaining).ThenBy(slo => slo.Slo.Id.ToString(), StringComparer.Ordinal).ToArray();
        var unknown = report.Slos.Except(known).OrderBy(slo => slo.Slo.Id.ToString(), StringComparer.Ordinal).ToArray();
        var missed = known.Count(slo => !slo.Snapshot!.Budget.IsMet);
        string[] lines =
        [
            $"Error budgets of {report.Audience.Name}, week to {ReportText.Day(report.At)}",
            string.Create(CultureInfo.InvariantCulture, $"{report.Slos.Count} objectives: {known.Length - missed} met, {missed} missed, {unknown.Length} not known."),
            .. ReportText.Section("What is left, least first", [.. known.Select(Standing), .. unknown.Select(Unknown)]),
            .. ReportText.Section("Worst hours of the week", [.. report.Slos.Where(slo => slo.WorstHour is not null).OrderByDescending(slo => slo.WorstHour!.SpentPct).Select(Worst)], WorstHours),
            .. ReportText.Section("Sign-offs used", [.. report.SignOffs.OrderByDescending(use => use.Releases).Select(Used)]),
            .. ReportText.Section("Targets worth a look", ReportText.Misfits(report.Slos)),
        ];
        return string.Join('\n', lines);
    }

    private static string Standing(SloReport report)
    {
        var (budget, slo, snapshot) = (report.Snapshot!.Budget, report.Slo, report.Snapshot);
        var counts = $"{ReportText.Number(budget.Bad)} bad of {ReportText.Number(budget.Total)} {ReportText.Unit(slo)} in {Period(slo)}, {ReportText.Allowed(budget.Allowed)} allowed";
        var exhausted = snapshot.ExhaustedSince is { } since ? $". Spent since {since.Start.UtcDateTime.ToString("d MMMM HH:mm", CultureInfo.InvariantCulture)} UTC" : "";
        return $"{slo.Id}: {ReportText.Percent(budget.Remaining!.Value)} left ({Trend(report)}): {counts}{exhausted}";
    }

    private static string Trend(SloReport report)
    {
        if (report.WeekAgo?.Remaining is not { } before) return "a week ago not known";
        var (window, through) = (report.Slo.Window, report.Snapshot!.DataThrough);
        var begun = window.UpTo(through).Start;
        return window.Kind == WindowKind.Rolling || begun == window.UpTo(through - (7 * Minute.PerDay)).Start
            ? $"a week ago {ReportText.Percent(before)}"
            : $"the {window} began on {begun.Start.UtcDateTime.ToString("d MMMM", CultureInfo.InvariantCulture)}; a week ago, in the one before, {ReportText.Percent(before)}";
    }

    private static string Unknown(SloReport report) => report.Snapshot switch
    {
        null => $"{report.Slo.Id}: not known, it has not been evaluated yet",
        { IsHistoryComplete: false } snapshot => $"{report.Slo.Id}: not known, its history is still being read (known since {snapshot.CoveredFrom})",
        { LastKnown: { } known } => $"{report.Slo.Id}: not known, no data since {known}",
        _ => $"{report.Slo.Id}: not known, no data",
    };

    private static string Worst(SloReport report)
    {
        var hour = report.WorstHour!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Slo.Id}, {hour.At.Start.UtcDateTime:dddd d MMMM HH:mm} UTC: {hour.Bad:N0} bad of {hour.Total:N0} {ReportText.Unit(report.Slo)}, {hour.PaceAt(report.Slo.Target):0.0} times the pace of the budget; this hour took {hour.SpentPct:0.0} % of it");
    }

    private static string Used(SignOffUse use) => string.Create(
        CultureInfo.InvariantCulture,
        $"{use.Service}: the gate opened {use.Releases:N0} {(use.Releases == 1 ? "time" : "times")} with a sign-off{(use.Approver is { } approver ? $" by {approver}" : "")}{(use.Reason is { } reason ? $": {reason}" : "")}");

    private static string Period(Slo slo) => slo.Window.Kind == WindowKind.Rolling ? slo.Window.ToString() : $"the {slo.Window}";
}
