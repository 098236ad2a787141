using System.Collections.Frozen;
using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>A policy's objectives sorted into slots, with what is derived from each of them once and not every minute.</summary>
internal sealed class EvaluationPlan
{
    private readonly FrozenDictionary<Slot, ImmutableArray<PlannedSlo>> _slots;

    public EvaluationPlan(Policy policy)
    {
        Policy = policy;
        _slots = policy.Objectives
            .Select(objective => PlannedSlo.Of(objective, policy.SourcesOf(objective)))
            .GroupBy(planned => Slot.Of(planned.Id))
            .ToFrozenDictionary(slot => slot.Key, slot => slot.ToImmutableArray());
    }

    /// <summary>The policy it was made of.</summary>
    public Policy Policy { get; }

    /// <summary>The objectives of a slot.</summary>
    public ImmutableArray<PlannedSlo> this[Slot slot] => _slots.GetValueOrDefault(slot, []);
}
