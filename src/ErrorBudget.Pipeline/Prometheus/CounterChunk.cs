using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Objectives of one metric family that one query reads.</summary>
/// <param name="Family">What they have in common.</param>
/// <param name="Services">Their services, each once.</param>
/// <param name="Objectives">The objectives.</param>
internal sealed record CounterChunk(MetricFamily Family, ImmutableArray<string> Services, ImmutableArray<Objective> Objectives)
{
    /// <summary>For a histogram: the bounds that are good for some objective.</summary>
    public ImmutableArray<decimal> Bounds { get; } = [.. Objectives.Select(objective => ((MetricSli)objective.Sli).Le).OfType<decimal>().Distinct().Order()];

    /// <summary>
    /// Splits objectives into as few chunks as the limits allow. Services stay whole, in order of name, so that the
    /// same objectives make the same queries.
    /// </summary>
    /// <param name="objectives">Objectives with a <see cref="MetricSli"/>.</param>
    /// <param name="limits">How much one query may ask.</param>
    /// <param name="comparer">Which names are the same service.</param>
    public static IEnumerable<CounterChunk> Of(IEnumerable<Objective> objectives, PrometheusLimits limits, StringComparer comparer)
    {
        foreach (var family in objectives.GroupBy(objective => ((MetricSli)objective.Sli).Family))
        {
            var services = ImmutableArray.CreateBuilder<string>();
            var members = ImmutableArray.CreateBuilder<Objective>();
            var length = 0;
            foreach (var service in family.GroupBy(objective => ((MetricSli)objective.Sli).Service, comparer).OrderBy(service => service.Key, StringComparer.Ordinal))
            {
                var added = PromQl.Escaped(service.Key).Length + 1;
                if (services.Count > 0 && (services.Count == limits.ServicesPerQuery || length + added > limits.ServiceListLength))
                {
                    yield return new CounterChunk(family.Key, services.DrainToImmutable(), members.DrainToImmutable());
                    length = 0;
                }

                services.Add(service.Key);
                members.AddRange(service);
                length += added;
            }

            yield return new CounterChunk(family.Key, services.DrainToImmutable(), members.DrainToImmutable());
        }
    }
}
