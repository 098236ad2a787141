using System.Globalization;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>
/// The PromQL that counts the events of many services by one counter metric, per service, status and, for a histogram,
/// bound. A minute that ends at t counts how much each series grew from t−1m to t; adjacent minutes share an instant, so
/// their sums telescope to the true growth, in whole events. Hours are sums of minutes taken by Prometheus itself.
/// </summary>
/// <remarks>
/// The quick expression is exact for a service whose series are the same at both ends of a minute. It marks every
/// service where one appeared or vanished; for those the exact expression, which costs several times as much, is
/// evaluated as well and replaces the quick answer. Not seen by either: what a counter grew between the last whole minute
/// and a restart, and a series that appears and vanishes between two whole minutes.
/// </remarks>
internal sealed class CounterPromQl
{
    /// <summary>The label that tells what a row is; rows without it are counts.</summary>
    public const string RowLabel = "errorbudget_row";

    /// <summary>A row of this kind marks a service whose series changed: its quick counts are not exact.</summary>
    public const string Changed = "changed";

    /// <summary>A row of this kind holds how many minutes of an hour are known.</summary>
    public const string Known = "known";

    /// <summary>The label of a histogram's bounds.</summary>
    public const string BoundLabel = "le";

    private readonly MetricFamily _family;
    private readonly Resolution _resolution;
    private readonly string _series;
    private readonly string _totals;
    private readonly string _rowLabels;

    /// <summary>The expressions for some services of a family.</summary>
    /// <param name="family">Metric, labels and matchers.</param>
    /// <param name="services">The services.</param>
    /// <param name="bounds">For a histogram: the bounds whose buckets are good for some objective.</param>
    /// <param name="resolution">Minutes or hours.</param>
    public CounterPromQl(MetricFamily family, IEnumerable<string> services, IEnumerable<decimal> bounds, Resolution resolution)
    {
        _family = family;
        _resolution = resolution;
        var common = $"{family.ServiceLabel}=~{PromQl.AnyOf(services)}{(family.Matchers.Length == 0 ? "" : "," + family.Matchers)}";
        _series = family.IsHistogram
            ? $"{family.Metric}{{{common},{BoundLabel}=~{PromQl.AnyOf([BoundSpelling.Infinity, .. bounds.SelectMany(BoundSpelling.Of)])}}}"
            : $"{family.Metric}{{{common}}}";
        _totals = family.IsHistogram ? $"{family.Metric}{{{common},{BoundLabel}=\"{BoundSpelling.Infinity}\"}}" : _series;
        _rowLabels = string.Join(',', ((string[])[family.ServiceLabel, family.StatusLabel, .. family.IsHistogram ? [BoundLabel] : Array.Empty<string>()]).Distinct());
    }

    /// <summary>Counts, and marks of the services for which they are not exact.</summary>
    public string Quick()
    {
        var counts = $"{SumOf($"irate({BothEnds})")} * 60";
        var changed = $"count by ({_family.ServiceLabel}) (count_over_time({BothEnds}) == 1)";
        return _resolution == Resolution.Minute
            ? $"{counts} or {Marked(Changed, changed)}"
            : $"{EachMinute("sum_over_time", counts)} or {Marked(Changed, EachMinute("count_over_time", changed))} or {KnownMinutes(_totals)}";
    }

    /// <summary>Exact counts, whatever series appeared, vanished or came back.</summary>
    /// <param name="gapMinutes">For how long a series may be away and still be measured against its last value.</param>
    public string Exact(int gapMinutes)
    {
        var now = Seen(_series);
        var before = $"{_series} offset 1m";
        var last = string.Create(CultureInfo.InvariantCulture, $"last_over_time({_series}[{gapMinutes}m] offset 1m)");
        var grown = string.Join(
            " or ",
            [

                // There before and now.
                $"irate({BothEnds}) * 60",

                // Vanished within the minute, or back after a gap: measured against the last value seen; after a reset, against zero.
                $"({now} - {last} >= 0)",
                $"({now} and {last})",

                // New on a target that was watched already: it was born since and counts in full.
                $"({now} and on ({Labels("job", "instance")}) (up offset 1m == 1))",
                $"({now} and on ({Labels("job", "instance", _family.ServiceLabel)}) {before})",

                // New on a target that was not watched: nobody knows when those events happened.
                $"({now} * 0)",
            ]);
        var counts = SumOf(grown);
        return _resolution == Resolution.Minute ? counts : $"{EachMinute("sum_over_time", counts)} or {KnownMinutes(Seen(_totals))}";
    }

    /// <summary>
    /// The series at t−1m and t, as one selector: a subquery is evaluated at whole minutes, and 119 seconds hold exactly two.
    /// <c>irate</c> of it is the difference of the two per second, without extrapolation, or the later one itself after a
    /// reset. It costs Prometheus half of what the difference of two selectors costs.
    /// </summary>
    private string BothEnds => $"{_series}[119s:1m]";

    /// <summary>What is seen of a minute: series that are there at its end, and the last samples of those that vanished within it.</summary>
    private static string Seen(string series) => $"({series} or (last_over_time({series}[1m]) and {series} offset 1m))";

    private static string Labels(params string[] names) => string.Join(", ", names.Distinct());

    /// <summary>An expression's value in each of the hour's 60 minutes; 3,599 s hold exactly 60 of them however the left edge counts.</summary>
    private static string EachMinute(string function, string expression) => $"{function}(({expression})[3599s:1m])";

    private string SumOf(string growth) => $"sum by ({_rowLabels}) ({growth})";

    private string KnownMinutes(string totals) => Marked(Known, EachMinute("count_over_time", $"count by ({_family.ServiceLabel}) ({totals})"));

    private static string Marked(string kind, string rows) => $"label_replace({rows}, \"{RowLabel}\", \"{kind}\", \"\", \"\")";
}
