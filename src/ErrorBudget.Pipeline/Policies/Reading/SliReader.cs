using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads the section <c>sli</c>: a metric told apart by labels, the user's own queries, what Azure Monitor counts, or counts that are pushed.</summary>
internal static class SliReader
{
    private const string DefaultMetric = "http_requests_total";
    private const string DefaultServiceLabel = "service";
    private const string DefaultStatusLabel = "code";
    private const string BucketSuffix = "_bucket";
    private const int LongestQuery = 10_000;

    private static readonly ImmutableArray<string> DefaultSuccessValues = ["2..", "3..", "4.."];
    private static readonly ImmutableArray<string> QueryKeys = ["good", "bad", "total"];
    private static readonly ImmutableArray<string> PushedKeys = ["settle_seconds", "lateness_minutes"];

    /// <summary>What a service is measured by if its policy says nothing: the share of answers that are no server error.</summary>
    public static MetricSli Default(string service) => new()
    {
        Metric = DefaultMetric,
        ServiceLabel = DefaultServiceLabel,
        Service = service,
        StatusLabel = DefaultStatusLabel,
        SuccessValues = DefaultSuccessValues,
    };

    /// <summary>The SLI; null if it is refused.</summary>
    public static Sli? Read(Fields fields, string service)
    {
        if (fields.Flag("pushed") == true) return Pushed(fields);
        fields.RefuseAny(PushedKeys, "needs \"pushed: true\"; how long samples take to arrive stands in the source");
        var source = fields.Has("source") ? fields.Text("source") : PrometheusSettings.DefaultName;
        var sli = AzureSliReader.Keys.Any(fields.Has) ? AzureSliReader.Read(fields, service) : QueryKeys.Any(fields.Has) ? Query(fields) : Metric(fields, service);
        return source is null || sli is null ? null : sli with { Source = source };
    }

    private static PushedSli Pushed(Fields fields)
    {
        fields.RefuseAny(Sections.Sli.Keys.Except([.. PushedKeys, "pushed"]), "has no effect beside \"pushed: true\": what is pushed is counted already");
        var lateness = fields.Whole("lateness_minutes", 1, PushedSettings.LargestLatenessMinutes) ?? PushedSettings.DefaultLatenessMinutes;
        var settings = new PushedSettings(lateness);
        return new PushedSli { Settings = settings with { SettleSeconds = fields.Whole("settle_seconds", 0, 3_600) ?? settings.SettleSeconds } };
    }

    private static QuerySli? Query(Fields fields)
    {
        fields.RefuseAny(
            Sections.Sli.Keys.Except([.. QueryKeys, .. PushedKeys, "source", "pushed"]),
            "has no effect beside queries: an SLI has either \"total\" and \"good\" (or \"bad\"), or a metric");
        var (good, bad) = (PromQl(fields, "good"), PromQl(fields, "bad"));
        var total = fields.Require("total") ? PromQl(fields, "total") : null;
        if (fields.Has("good") == fields.Has("bad"))
        {
            fields.File.Problems.Add(fields.Start, fields.Has("good") ? "sli has both \"good\" and \"bad\"; leave one out" : "sli needs \"good\" or \"bad\" beside \"total\"");
            return null;
        }

        return total is null || (good ?? bad) is null ? null : new QuerySli { Good = good, Bad = bad, Total = total };
    }

    private static string? PromQl(Fields fields, string key)
    {
        if (fields.Text(key, LongestQuery)?.Trim() is not { } query) return null;
        if (query.Contains(QuerySli.WindowPlaceholder, StringComparison.Ordinal)) return query;
        fields.Refuse(key, $"\"{key}\" must contain {QuerySli.WindowPlaceholder} where the length of a bucket goes, for example increase(errors_total[{QuerySli.WindowPlaceholder}])");
        return null;
    }

    private static MetricSli? Metric(Fields fields, string service)
    {
        var metric = MetricName(fields);
        var serviceLabel = Label(fields, "service_label", DefaultServiceLabel);
        var statusLabel = StatusLabel(fields);
        var serviceValue = fields.Has("service_value") ? fields.AnyText("service_value") : service;
        var success = fields.Has("success_values") ? SuccessValues(fields) : DefaultSuccessValues;
        var le = Le(fields, metric);
        if (serviceLabel is not null && serviceLabel == statusLabel)
            fields.Refuse("service_label", "\"service_label\" and \"status_label\" must be different labels");
        var matchers = MatchersReader.Read(fields, [serviceLabel ?? DefaultServiceLabel, "le", "__name__"]);

        return metric is null || serviceLabel is null || statusLabel is null || serviceValue is null || success.IsDefault
            ? null
            : new MetricSli
            {
                Metric = metric,
                ServiceLabel = serviceLabel,
                Service = serviceValue,
                StatusLabel = statusLabel,
                SuccessValues = success,
                Le = le,
                Matchers = matchers,
            };
    }

    private static string? MetricName(Fields fields)
    {
        if (!fields.Has("metric")) return DefaultMetric;
        if (fields.Text("metric") is not { } metric) return null;
        if (Names.IsMetric(metric)) return metric;
        fields.Refuse("metric", $"\"metric\" {fields.Node("metric")!.Found} must be letters, digits, \"_\" or \":\", not beginning with a digit; labels go into \"matchers\"");
        return null;
    }

    private static decimal? Le(Fields fields, string? metric)
    {
        if (metric is null) return null;
        var isHistogram = metric.EndsWith(BucketSuffix, StringComparison.Ordinal);
        if (isHistogram && !fields.Has("le"))
            fields.Refuse("metric", $"\"metric\" {fields.Node("metric")!.Found} is a histogram's buckets and needs \"le\", the bucket's bound up to which an event is good");
        if (!isHistogram && fields.Has("le"))
            fields.Refuse("le", $"\"le\" is for a histogram's buckets; the metric's name must end in {BucketSuffix}");
        return fields.Number("le", NumberRange.Any, allowQuotes: true);
    }

    private static string? StatusLabel(Fields fields)
    {
        if (fields.Has("label") && fields.Has("status_label"))
            fields.Refuse("label", "\"label\" and \"status_label\" mean the same; leave one out");
        return Label(fields, fields.Has("label") ? "label" : "status_label", DefaultStatusLabel);
    }

    private static string? Label(Fields fields, string key, string otherwise)
    {
        if (!fields.Has(key)) return otherwise;
        if (fields.Text(key) is not { } label) return null;
        if (Names.IsLabel(label)) return label;
        fields.Refuse(key, $"\"{key}\" {fields.Node(key)!.Found} must be a label: letters, digits or \"_\", not beginning with a digit");
        return null;
    }

    /// <summary>The values that are good; default if any is refused.</summary>
    private static ImmutableArray<string> SuccessValues(Fields fields)
    {
        if (TextList.Read(fields, "success_values", maximum: 50) is not { } values) return default;
        var allValid = true;
        foreach (var (node, value) in values)
        {
            if (fields.File.Patterns.Problem(value) is not { } problem) continue;
            allValid = false;
            fields.File.Problems.Add(node, $"the success value {node.Found} is no valid regular expression: {problem}");
        }

        return allValid ? [.. values.Select(value => value.Text)] : default;
    }
}
