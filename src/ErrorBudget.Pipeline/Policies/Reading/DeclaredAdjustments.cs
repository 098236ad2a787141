using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Lays the adjustments that the files declare over the objectives they name.</summary>
internal static class DeclaredAdjustments
{
    /// <summary>The objectives with them. What names no objective, or stands twice, is refused.</summary>
    public static ImmutableArray<Objective> LayOver(ImmutableArray<Objective> objectives, ImmutableArray<FileDraft> drafts, bool isComplete)
    {
        var all = new Dictionary<AdjustmentId, AdjustmentDraft>();
        foreach (var draft in drafts)
        {
            foreach (var one in draft.Adjustments)
            {
                var (fields, adjustment) = one;
                if (!all.TryAdd(adjustment.Id, one)) fields.Refuse("kind", "this very adjustment stands twice; it would count once");
                else if (isComplete) RefuseUnknown(fields, adjustment, objectives);
            }
        }

        if (all.Count == 0) return objectives;
        ImmutableArray<Objective> adjusted =
            [.. objectives.Select(objective => objective with { Slo = objective.Slo with { Adjustments = SloAdjustments.Of(objective.Slo.Id, all.Values.Select(draft => draft.Adjustment)) } })];
        foreach (var wrong in adjusted.Select(objective => objective.Slo.Adjustments.WhatIsWrong()).OfType<(string Why, Adjustment Last)>().Distinct())
            all[wrong.Last.Id].Fields.Refuse("kind", wrong.Why);
        return adjusted;
    }

    private static void RefuseUnknown(Fields fields, Adjustment adjustment, ImmutableArray<Objective> objectives)
    {
        var slos = objectives.Where(objective => objective.Slo.Id.Service == adjustment.Id.Service).Select(objective => objective.Slo.Id.Slo).ToArray();
        if (slos.Length == 0)
            fields.Refuse("service", $"there is no service {fields.Node("service")!.Found}{Nearest.Question(Nearest.To(adjustment.Id.Service, objectives.Select(objective => objective.Slo.Id.Service).Distinct()))}");
        else if (adjustment.Slo is { } slo && !slos.Contains(slo))
            fields.Refuse("slo", $"the service \"{adjustment.Id.Service}\" has no SLO {fields.Node("slo")!.Found}{Nearest.Question(Nearest.To(slo, slos))}");
    }
}
