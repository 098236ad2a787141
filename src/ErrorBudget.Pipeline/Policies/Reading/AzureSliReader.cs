using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads SLIs that Azure Monitor counts: requests of Application Insights, own KQL, platform metrics.</summary>
internal static partial class AzureSliReader
{
    private const int LongestQuery = 10_000;
    private const int MaximumNames = 50;
    private const int MaximumDimensions = 10;

    /// <summary>The keys of <c>sli</c> of which one makes an SLI one of Azure Monitor.</summary>
    public static readonly ImmutableArray<string> Keys = ["app_requests", "kql", "azure_metrics"];

    /// <summary>The SLI; null if it is refused.</summary>
    public static Sli? Read(Fields fields, string service)
    {
        var key = Keys.First(fields.Has);
        fields.RefuseAny(Sections.Sli.Keys.Except([key, "source"]), $"has no effect beside \"{key}\"");
        Sli? sli = key switch
        {
            "kql" => Kql(fields),
            "app_requests" => fields.Section(key, Sections.AppRequests) is { } requests ? Requests(requests, service) : null,
            _ => fields.Section(key, Sections.AzureMetrics) is { } metrics ? Metrics(metrics) : null,
        };
        return fields.Require("source") ? sli : null;
    }

    private static AppRequestsSli? Requests(Fields fields, string service)
    {
        var roles = fields.Has("roles") ? Texts(fields, "roles") : [service];
        var operations = fields.Has("operations") ? Texts(fields, "operations") : [];
        var within = fields.Number("within_ms", NumberRange.Any);
        if (within is <= 0) fields.Refuse("within_ms", "\"within_ms\" must be above 0");
        return roles.IsDefaultOrEmpty || operations.IsDefault ? null : new AppRequestsSli { Roles = roles, Operations = operations, WithinMs = within };
    }

    /// <summary>Texts that are compared in KQL; default if any is refused.</summary>
    private static ImmutableArray<string> Texts(Fields fields, string key)
    {
        if (TextList.Read(fields, key, MaximumNames) is not { } texts) return default;
        var refused = texts.Where(text => text.Text.Any(char.IsControl)).ToList();
        foreach (var (node, _) in refused) fields.File.Problems.Add(node, $"what stands in \"{key}\" must not hold a line break or another control character");
        return refused.Count > 0 ? default : [.. texts.Select(text => text.Text)];
    }

    private static KqlSli? Kql(Fields fields)
    {
        if (fields.Text("kql", LongestQuery)?.Trim() is not { } query) return null;
        var missing = new[] { KqlSli.FromPlaceholder, KqlSli.ToPlaceholder, KqlSli.BinPlaceholder }.Where(placeholder => !query.Contains(placeholder, StringComparison.Ordinal)).ToList();
        if (missing.Count == 0) return new KqlSli { Query = query };
        fields.Refuse("kql", $"\"kql\" must contain {string.Join(", ", missing)}: … | where TimeGenerated >= {{{{from}}}} and TimeGenerated < {{{{to}}}} | summarize Good = …, Total = … by Time = bin(TimeGenerated, {{{{bin}}}})");
        return null;
    }

    private static PlatformMetricsSli? Metrics(Fields fields)
    {
        var resource = AzureMonitorReader.ResourceId(fields);
        var space = fields.Require("namespace") ? Name(fields, "namespace") : null;
        var total = fields.Require("total") ? Metric(fields, "total") : null;
        var (good, bad) = (Metric(fields, "good"), Metric(fields, "bad"));
        if (fields.Has("good") == fields.Has("bad"))
        {
            fields.Refuse("good", fields.Has("good") ? "azure_metrics has both \"good\" and \"bad\"; leave one out" : "azure_metrics needs \"good\" or \"bad\" beside \"total\"");
            return null;
        }

        return space is null || total is null || (good ?? bad) is null
            ? null
            : new PlatformMetricsSli { ResourceId = resource, Namespace = space, Good = good, Bad = bad, Total = total };
    }

    private static PlatformMetric? Metric(Fields fields, string key)
    {
        if (fields.Section(key, Sections.PlatformMetric) is not { } metric) return null;
        var name = metric.Require("metric") ? Name(metric, "metric") : null;
        var dimensions = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var entries = metric.Map("dimensions", "dimensions with values")?.Entries ?? [];
        if (entries.Length > MaximumDimensions) metric.Refuse("dimensions", FormattableString.Invariant($"\"dimensions\" has {entries.Length} entries; at most {MaximumDimensions} are allowed"));
        foreach (var (dimension, value) in entries)
        {
            if (!Names.IsMetric(dimension.Text)) metric.File.Problems.Add(dimension, $"the dimension {dimension.Found} must be letters, digits or \"_\"");
            else if (metric.File.Scalars.AnyText(value, dimension.Text, maximumLength: 500) is not { } text) continue;
            else if (PlainText.Problem(text, "*") is { } problem) metric.File.Problems.Add(value, $"the dimension's value {problem}");
            else dimensions[dimension.Text] = text;
        }

        return name is null ? null : new PlatformMetric(name, dimensions.ToImmutable());
    }

    private static string? Name(Fields fields, string key)
    {
        if (fields.Text(key) is not { } name) return null;
        if (MetricName().IsMatch(name)) return name;
        fields.Refuse(key, $"\"{key}\" {fields.Node(key)!.Found} must be as in the list of supported metrics: letters, digits, spaces and . _ - / ( ) %");
        return null;
    }

    /// <summary>No comma: names are joined by commas in a request.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9 ._/()%-]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MetricName();
}
