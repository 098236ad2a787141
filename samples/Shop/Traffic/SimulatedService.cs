using System.Collections.Immutable;

namespace Shop.Traffic;

/// <summary>A pretended service: how much traffic it has, how its requests end, and what once went wrong.</summary>
internal sealed record SimulatedService
{
    public required string Name { get; init; }

    public required DayShape Shape { get; init; }

    /// <summary>The statuses of requests that work, with their shares, which sum to 1.</summary>
    public required ImmutableArray<(string Code, double Share)> Working { get; init; }

    /// <summary>The statuses of requests that fail, with their shares, which sum to 1.</summary>
    public required ImmutableArray<(string Code, double Share)> Failing { get; init; }

    /// <summary>The share of requests that fail on a good day.</summary>
    public required double UsualErrors { get; init; }

    /// <summary>How long requests take; null for a service that only counts them.</summary>
    public LatencyProfile? Latency { get; init; }

    public ImmutableArray<Incident> Incidents { get; init; } = [];

    /// <summary>What was wrong at a moment of a history that ends at <paramref name="end"/>.</summary>
    public Fault FaultAt(DateTimeOffset moment, DateTimeOffset end) =>
        Incidents.FirstOrDefault(incident => incident.Covers(moment, end))?.Fault ?? Fault.None;

    /// <summary>Every way a request can end and the share that ends so; always the same ways in the same order.</summary>
    public ImmutableArray<(Outcome Outcome, double Share)> Mix(Fault fault)
    {
        var errors = UsualErrors + ((1 - UsualErrors) * fault.Errors);
        IEnumerable<(string Code, double Share)> codes =
        [
            .. Working.Select(code => (code.Code, code.Share * (1 - errors))),
            .. Failing.Select(code => (code.Code, code.Share * errors)),
        ];
        if (Latency is null) return [.. codes.Select(code => (new Outcome(code.Code, null), code.Share))];
        return
        [
            .. from code in codes
               from duration in Latency.Under(fault.Slow)
               select (new Outcome(code.Code, duration.Seconds), code.Share * duration.Share),
        ];
    }
}
