using System.Globalization;

namespace ErrorBudget.Pipeline.Digest;

/// <summary>The sentences that digests and reviews share.</summary>
internal static class ReportText
{
    /// <summary>How many lines a section has; what comes after is counted.</summary>
    private const int LongestSection = 30;

    public static string Percent(decimal fraction) => string.Create(CultureInfo.InvariantCulture, $"{fraction * 100:0.0} %").Replace("-0.0 %", "0.0 %", StringComparison.Ordinal);

    /// <summary>With as many digits as tell it from 100 %.</summary>
    public static string Good(decimal fraction)
    {
        var digits = 2;
        while (digits < 6 && fraction < 1 && Math.Round(fraction * 100, digits) == 100) digits++;
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(fraction * 100, digits):0.00####} %");
    }

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Rounded down: what is not whole is not allowed.</summary>
    public static string Allowed(decimal allowed) => allowed >= 100
        ? decimal.Floor(allowed).ToString("N0", CultureInfo.InvariantCulture)
        : (decimal.Floor(allowed * 100) / 100).ToString("0.##", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Days(int hours) => string.Create(CultureInfo.InvariantCulture, $"{hours / 24m:0.#}");

    public static string Unit(Slo slo) => slo.Slices is null ? "events" : "slices";

    /// <summary>A heading and its lines; nothing without lines.</summary>
    public static IEnumerable<string> Section(string heading, IReadOnlyCollection<string> lines, int longest = LongestSection)
    {
        if (lines.Count == 0) yield break;
        yield return "";
        yield return heading;
        foreach (var line in lines.Take(longest)) yield return $"- {line}";
        if (lines.Count > longest) yield return string.Create(CultureInfo.InvariantCulture, $"- and {lines.Count - longest} more");
    }

    /// <summary>Targets that do not suit what the service does, each with its numbers. Where no data come at present, those come first.</summary>
    public static IReadOnlyCollection<string> Misfits(IEnumerable<SloReport> slos) =>
        [.. slos.Where(report => report.Snapshot?.Budget.IsKnown == true).Select(Misfit).OfType<string>()];

    private static string? Misfit(SloReport report)
    {
        var (id, target, unit) = (report.Slo.Id, report.Slo.Target, Unit(report.Slo));
        return (TargetCheck.Judge(report.Past), report.Past) switch
        {
            (TargetFit.Lax, { } past) =>
                $"{id} ({target}): never below {Percent(past.Lowest)} left in {Days(past.Hours)} days; {Good(past.Good!.Value)} of {Number(past.Total)} {unit} were good. " +
                "A stricter target would have been met; if users need no more than this one, it can also stay.",
            (TargetFit.Strict, { } past) =>
                $"{id} ({target}): the budget was spent in {Days(past.ExhaustedHours)} of {Days(past.Hours)} days; {Good(past.Good!.Value)} of {Number(past.Total)} {unit} were good. " +
                "Either reliability work comes first, or the target promises more than users need.",
            _ => null,
        };
    }
}
