namespace ErrorBudget.Pipeline.Policies;

/// <summary>Events counted by the platform metrics of an Azure resource.</summary>
public sealed record PlatformMetricsSli : Sli
{
    /// <summary>The ARM id of the resource; null for that of the source.</summary>
    public string? ResourceId { get; init; }

    /// <summary>The metrics' namespace, for example <c>Microsoft.Web/sites</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary>The good events; null if <see cref="Bad"/> is given.</summary>
    public PlatformMetric? Good { get; init; }

    /// <summary>The bad events; null if <see cref="Good"/> is given.</summary>
    public PlatformMetric? Bad { get; init; }

    /// <summary>All events.</summary>
    public required PlatformMetric Total { get; init; }

    /// <inheritdoc/>
    public override string Canonical => $"azure_metrics|{Source}|{ResourceId}|{Namespace}|{Text(Good)}|{Text(Bad)}|{Text(Total)}";

    private static string Text(PlatformMetric? metric) => metric is null ? "" : $"{metric.Name}[{metric.Filter}]";
}
