namespace ErrorBudget.Pipeline.Policies;

/// <summary>
/// How the good and the total events of an objective are counted: by Prometheus (<see cref="MetricSli"/>, <see cref="QuerySli"/>), by Azure Monitor
/// (<see cref="AppRequestsSli"/>, <see cref="KqlSli"/>, <see cref="PlatformMetricsSli"/>) or by programs that push (<see cref="PushedSli"/>).
/// </summary>
public abstract record Sli
{
    private protected Sli()
    {
    }

    /// <summary>The name of the source that holds the events; a <see cref="PushedSli"/> has none and says <c>pushed</c>.</summary>
    public string Source { get; init; } = PrometheusSettings.DefaultName;

    /// <summary>The same text for the same way of counting.</summary>
    public abstract string Canonical { get; }
}
