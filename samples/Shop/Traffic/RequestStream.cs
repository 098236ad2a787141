using System.Collections.Immutable;
using MathNet.Numerics.Distributions;

namespace Shop.Traffic;

/// <summary>
/// Draws how many requests end in each way. Requests arrive independently of each other, so the count of each outcome is
/// a Poisson number of its own (thinning of a Poisson process) and no single request has to be drawn.
/// </summary>
internal sealed class RequestStream(SimulatedService service, Random random)
{
    // Faults change rarely and moments often.
    private (Fault Fault, ImmutableArray<(Outcome Outcome, double Share)> Ways) _mix = (Fault.None, service.Mix(Fault.None));

    /// <summary>Draws the requests of one interval: each outcome with its count, always the same outcomes in the same order.</summary>
    public IEnumerable<(Outcome Outcome, int Count)> Draw(DateTimeOffset moment, TimeSpan interval, Fault fault)
    {
        if (fault != _mix.Fault) _mix = (fault, service.Mix(fault));
        var expected = service.Shape.PerSecond(moment) * interval.TotalSeconds;
        return _mix.Ways.Select(way => (way.Outcome, Count(expected * way.Share)));
    }

    private int Count(double mean) => mean > 0 ? Poisson.Sample(random, mean) : 0;
}
