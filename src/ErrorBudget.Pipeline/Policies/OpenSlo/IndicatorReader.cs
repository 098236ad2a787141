using ErrorBudget.Pipeline.Policies.Reading;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>Reads SLIs: ratios of two Prometheus queries. Everything else is refused by name.</summary>
/// <param name="isSource">Whether a source of this name is declared.</param>
internal sealed class IndicatorReader(Func<string, bool> isSource)
{
    private const int LongestQuery = 10_000;
    private const string Prometheus = "Prometheus";

    /// <summary>The SLI; null if it is refused.</summary>
    public QuerySli? Read(OpenSloDocument document)
    {
        if (document.Section(OpenSloSections.Sli) is not { } spec) return null;
        spec.RefuseAny(["thresholdMetric"], "cannot be represented: it gives values, and budgets here are made of events; count the good ones and all of them with a ratioMetric, for example by the buckets of a histogram");
        if (spec.Has("thresholdMetric") || !spec.Require("ratioMetric")) return null;
        return spec.Section("ratioMetric", OpenSloSections.RatioMetric) is { } ratio ? Ratio(ratio) : null;
    }

    private QuerySli? Ratio(Fields ratio)
    {
        ratio.RefuseAny(["raw", "rawType"], "cannot be represented: a ratio that was computed elsewhere does not tell how many events it is of; give \"good\" (or \"bad\") and \"total\"");
        if (ratio.Has("raw")) return null;
        var isCounter = ratio.Flag("counter") ?? false;
        if (ratio.Has("good") == ratio.Has("bad"))
            ratio.File.Problems.Add(ratio.Start, ratio.Has("good") ? "ratioMetric has both \"good\" and \"bad\"; leave one out" : "ratioMetric needs \"good\" or \"bad\" beside \"total\"");
        ratio.Require("total");
        var (good, bad, total) = (Metric(ratio, "good", isCounter), Metric(ratio, "bad", isCounter), Metric(ratio, "total", isCounter));
        if (ratio.Has("good") == ratio.Has("bad") || (good ?? bad) is not { } part || total is null) return null;
        if (part.Source == total.Source) return new QuerySli { Source = total.Source, Good = good?.Query, Bad = bad?.Query, Total = total.Query };
        ratio.Refuse("total", $"\"total\" must be of the same source as \"{(good is null ? "bad" : "good")}\": \"{total.Source}\" is not \"{part.Source}\"");
        return null;
    }

    private EventQuery? Metric(Fields ratio, string key, bool isCounter)
    {
        if (ratio.Section(key, OpenSloSections.Metric) is not { } metric || !metric.Require("metricSource")) return null;
        if (metric.Section("metricSource", OpenSloSections.MetricSource) is not { } place || Source(place) is not { } source) return null;
        if (!place.Require("spec") || place.Section("spec", OpenSloSections.PrometheusQuery) is not { } spec) return null;
        if (!spec.Require("query") || spec.Text("query", LongestQuery)?.Trim() is not { } query) return null;
        if (CounterQuery.Of(query, isCounter) is { } events) return new EventQuery(source, events);
        if (CounterQuery.NeedsCounter(query)) ratio.Refuse("counter", "\"counter\" must be true: only of a counter it can be told how many events there were");
        else spec.Refuse("query", $"\"query\" cannot be represented: it must be {CounterQuery.Shapes}");
        return null;
    }

    /// <summary>The source a metric is read from; null if it is refused.</summary>
    private string? Source(Fields place)
    {
        if (!place.Has("type") && !place.Has("metricSourceRef"))
        {
            place.File.Problems.Add(place.Start, "metricSource needs \"type: Prometheus\" or \"metricSourceRef\"");
            return null;
        }

        if (place.Has("type") && !IsPrometheus(place)) return null;
        if (!place.Has("metricSourceRef")) return PrometheusSettings.DefaultName;
        if (place.Text("metricSourceRef") is not { } source) return null;
        if (source == PrometheusSettings.DefaultName || isSource(source)) return source;
        place.Refuse("metricSourceRef", $"there is no DataSource (or source of a policy) {place.Node("metricSourceRef")!.Found}");
        return null;
    }

    /// <summary>Whether a metric or a data source is of Prometheus, the only type that is read; refused if it is not.</summary>
    public static bool IsPrometheus(Fields place)
    {
        if (place.AnyText("type") is not { } type) return false;
        if (type.Equals(Prometheus, StringComparison.OrdinalIgnoreCase)) return true;
        place.Refuse("type", $"\"type\" {place.Node("type")!.Found} cannot be represented: metrics are read from {Prometheus}");
        return false;
    }

    private sealed record EventQuery(string Source, string Query);
}
