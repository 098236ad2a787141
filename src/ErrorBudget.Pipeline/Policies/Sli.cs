namespace ErrorBudget.Pipeline.Policies;

/// <summary>How the good and the total events of an objective are counted: by Prometheus (<see cref="MetricSli"/>, <see cref="QuerySli"/>) or by Azure Monitor
/// (<see cref="AppRequestsSli"/>, <see cref="KqlSli"/>, <see cref="PlatformMetricsSli"/>).</summary>
public abstract record Sli
{
    private protected Sli()
    {
    }

    /// <summary>The name of the source that holds the events.</summary>
    public string Source { get; init; } = PrometheusSettings.DefaultName;

    /// <summary>The same text for the same way of counting.</summary>
    public abstract string Canonical { get; }
}
