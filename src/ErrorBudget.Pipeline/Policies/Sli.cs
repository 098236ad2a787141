namespace ErrorBudget.Pipeline.Policies;

/// <summary>How the good and the total events of an objective are counted: a <see cref="MetricSli"/> or a <see cref="QuerySli"/>.</summary>
public abstract record Sli
{
    private protected Sli()
    {
    }

    /// <summary>The name of the Prometheus server that holds the events.</summary>
    public string Source { get; init; } = PrometheusSettings.DefaultName;

    /// <summary>The same text for the same way of counting.</summary>
    public abstract string Canonical { get; }
}
