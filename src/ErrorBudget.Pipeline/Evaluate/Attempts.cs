using System.Collections.Concurrent;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>Which SLOs are still worth trying in a tick: not those whose source failed, and not for ever when others are faster. Safe for several threads.</summary>
internal sealed class Attempts
{
    private const int Most = 3;

    private readonly ConcurrentDictionary<SloId, int> _counts = new();

    /// <summary>Whether to try an SLO.</summary>
    public bool MayTry(SloId slo) => _counts.GetValueOrDefault(slo) < Most;

    /// <summary>Notes an attempt that did not come through.</summary>
    public void Count(IEnumerable<SloId> slos)
    {
        foreach (var slo in slos) _counts.AddOrUpdate(slo, 1, (_, count) => count + 1);
    }

    /// <summary>Leaves SLOs to the next tick.</summary>
    public void GiveUp(IEnumerable<SloId> slos)
    {
        foreach (var slo in slos) _counts[slo] = Most;
    }
}
