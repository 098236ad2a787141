using System.Collections.Frozen;
using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Adjustments;

/// <summary>The adjustments that people made, as they stood at one time.</summary>
public sealed class MadeAdjustments
{
    private readonly FrozenDictionary<string, ImmutableArray<Adjustment>> _byService;

    /// <summary>Sorts adjustments by service; revoked ones are left out.</summary>
    public MadeAdjustments(IEnumerable<Adjustment> all) => _byService = all
        .Where(adjustment => adjustment.RevokedAt is null)
        .GroupBy(adjustment => adjustment.Id.Service)
        .ToFrozenDictionary(service => service.Key, service => service.ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>Those that were in force at a time: made by then and not revoked yet.</summary>
    /// <param name="all">All that were ever made.</param>
    /// <param name="at">The time, UTC.</param>
    public static MadeAdjustments InForceAt(IEnumerable<Adjustment> all, DateTimeOffset at) => new(all
        .Where(adjustment => adjustment.MadeAt <= at && !(adjustment.RevokedAt <= at))
        .Select(adjustment => adjustment with { RevokedAt = null }));

    /// <summary>An objective with them besides those that the policy declares; the same if there are none.</summary>
    public Objective LaidOver(Objective objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return objective with { Slo = LaidOver(objective.Slo) };
    }

    /// <summary>An SLO with them besides those that the policy declares; the same if there are none.</summary>
    public Slo LaidOver(Slo slo)
    {
        ArgumentNullException.ThrowIfNull(slo);
        return _byService.TryGetValue(slo.Id.Service, out var made) ? slo with { Adjustments = SloAdjustments.Of(slo.Id, slo.Adjustments.All.Concat(made)) } : slo;
    }
}
