using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>
/// How the good and the total events of an objective are counted: by Prometheus (<see cref="MetricSli"/>, <see cref="QuerySli"/>), by Azure Monitor
/// (<see cref="AppRequestsSli"/>, <see cref="KqlSli"/>, <see cref="PlatformMetricsSli"/>) by programs that push
/// (<see cref="PushedSli"/>), or as a <see cref="JourneySli"/> made of others.
/// </summary>
public abstract record Sli
{
    private protected Sli()
    {
    }

    /// <summary>The name of the source that holds the events; <c>pushed</c> for a <see cref="PushedSli"/>, empty for a journey, whose members have their own.</summary>
    public string Source { get; init; } = PrometheusSettings.DefaultName;

    /// <summary>Every server that is asked.</summary>
    public virtual ImmutableArray<string> Sources => [Source];

    /// <summary>Whether its history must be read minute by minute, however old it is: an hour's sum does not tell what it was made of.</summary>
    public virtual bool IsReadByMinutes => false;

    /// <summary>The same text for the same way of counting.</summary>
    public abstract string Canonical { get; }
}
