namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Finds the trackers and stores that the consequences of SLOs name, in whichever file they are declared.</summary>
/// <param name="trackers">The trackers.</param>
/// <param name="stores">The stores of feature flags.</param>
internal sealed class Consequences(Declarations<Tracker> trackers, Declarations<FlagStore> stores)
{
    /// <summary>The SLO with the tracker and the store that go without saying, because there is no other.</summary>
    public Objective Complete(ObjectiveDraft draft)
    {
        var objective = draft.Objective;
        if (objective.FeatureFlags is { Flags.IsEmpty: false, Store: null }) objective = objective with { FeatureFlags = objective.FeatureFlags with { Store = stores.Only } };
        if (draft.Enforcement.Tickets is { IsOff: false, Rules: var tickets }) objective = objective with { Tickets = tickets with { Tracker = tickets.Tracker ?? trackers.Only } };
        return objective;
    }

    /// <summary>Refuses the trackers and stores that a file names and no file declares.</summary>
    public void RefuseUnknown(FileDraft file)
    {
        var enforcements = file.Services.SelectMany(service => service.Objectives).Select(objective => objective.Enforcement).Distinct().ToList();
        foreach (var (fields, isOff, rules) in enforcements.Select(enforcement => enforcement.Tickets).OfType<TicketDraft>().Distinct())
        {
            if (isOff) continue;
            if (rules.Tracker is { } tracker) trackers.RefuseUnknown(file.Problems, fields.Node("tracker")!, tracker);
            else if (!fields.Has("tracker")) trackers.RefuseUnnamed(file.Problems, fields.Start, "tickets", "tracker");
        }

        foreach (var flags in enforcements.Select(enforcement => enforcement.FeatureFlags).OfType<FeatureFlagDraft>().Distinct())
        {
            if (flags.Store is { } store) stores.RefuseUnknown(file.Problems, flags.Fields.Node("store")!, store);
            else if (!flags.Flags.IsEmpty && !flags.Fields.Has("store")) stores.RefuseUnnamed(file.Problems, flags.Fields.Node("flags")!, "flags", "store");
        }
    }
}
