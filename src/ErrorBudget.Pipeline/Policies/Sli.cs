using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>
/// How the good and the total events of an objective are counted: a <see cref="MetricSli"/>, a <see cref="QuerySli"/> or a
/// <see cref="JourneySli"/>.
/// </summary>
public abstract record Sli
{
    private protected Sli()
    {
    }

    /// <summary>The name of the Prometheus server that holds the events; empty for a journey, whose members have their own.</summary>
    public string Source { get; init; } = PrometheusSettings.DefaultName;

    /// <summary>Every server that is asked.</summary>
    public virtual ImmutableArray<string> Sources => [Source];

    /// <summary>Whether its history must be read minute by minute, however old it is: an hour's sum does not tell what it was made of.</summary>
    public virtual bool IsReadByMinutes => false;

    /// <summary>The same text for the same way of counting.</summary>
    public abstract string Canonical { get; }
}
