using System.Globalization;

namespace ErrorBudget.Pipeline.Digest;

/// <summary>Writes the quarterly reminder that objectives are to be looked at.</summary>
public static class ReviewText
{
    /// <summary>Writes a reminder.</summary>
    /// <param name="report">What it is about.</param>
    /// <param name="quarter">The quarter, for example <c>2026-Q4</c>.</param>
    public static string Of(OwnerReport report, string quarter)
    {
        ArgumentNullException.ThrowIfNull(report);
        string[] lines =
        [
            $"Review of the objectives of {report.Audience.Name}, {quarter}",
            "An objective is right when people are unhappy below it and content above it. Look at each one, and keep it, change it or drop it.",
            .. ReportText.Section("Objectives", [.. report.Slos.OrderBy(slo => slo.Slo.Id.ToString(), StringComparer.Ordinal).Select(Line)]),
            .. ReportText.Section("Targets worth a look", ReportText.Misfits(report.Slos)),
        ];
        return string.Join('\n', lines);
    }

    /// <summary>Says that an SLO hardly used its budget over a year.</summary>
    public static string Of(Slo slo, YearOfUse year)
    {
        ArgumentNullException.ThrowIfNull(slo);
        ArgumentNullException.ThrowIfNull(year);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{slo.Id} used {year.Bad / year.Allowed * 100:0.##} % of its budget in {year.KnownDays} days: {year.Bad:N0} bad of {year.Total:N0} {ReportText.Unit(slo)} where {ReportText.Allowed(year.Allowed)} were allowed. " +
            $"The target of {slo.Target} may be laxer than what users get, or nobody depends on it: make it stricter, keep it knowingly, or drop it.");
    }

    private static string Line(SloReport report)
    {
        var left = report.Snapshot?.Budget.Remaining is { } remaining ? $"{ReportText.Percent(remaining)} left" : "budget not known";
        var good = report.Past?.Good is { } fraction ? $"; {ReportText.Good(fraction)} good in the last {ReportText.Days(report.Past.Hours)} days" : "";
        return $"{report.Slo.Id}: {report.Slo.Target} over {report.Slo.Window}; {left}{good}";
    }
}
