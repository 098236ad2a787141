using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tests.Evaluate;

/// <summary>Snapshots to derive events from, and one SLO with every consequence.</summary>
internal static class EventScene
{
    public static readonly Minute Noon = Minute.Containing(EvaluatorScene.Noon);

    /// <summary>A day at 99 %, rollback at 10, sprints below 10 %, escalation after 0, 60 and 120 minutes.</summary>
    public static Objective Objective(string service = "shop") => EvaluatorScene.ObjectiveOf(service, windowDays: 1) with
    {
        FeatureFlags = new FeatureFlagRules(AutoRollback: true, BurnThreshold: 10) { Flags = ["new-checkout"], Store = "live" },
        Notification = new NotificationRules(["slack:#shop"], []) { Escalation = [new(0, ["teams:a"]), new(60, ["teams:b"]), new(120, ["teams:c"])] },
        Tickets = new TicketRules { Tracker = "github" },
    };

    /// <summary>A snapshot so many minutes after noon, of 10,000 events of which 100 may be bad.</summary>
    public static Snapshot At(int minutes, long bad = 0, Minute? exhaustedSince = null, bool isKnown = true)
    {
        var slo = Objective().Slo;
        var (through, budget) = (Noon + minutes, new Budget(slo.Target, bad, 10_000, isKnown));
        return new Snapshot
        {
            Id = slo.Id,
            Owner = "",
            EvaluatedAt = through.Start,
            DataThrough = through,
            LastKnown = through,
            CoveredFrom = through - (2 * Minute.PerDay),
            Window = slo.Window,
            Budget = budget,
            State = !isKnown ? SloState.Unknown : budget.IsMet ? SloState.Met : SloState.Missed,
            Zone = slo.Zones.ZoneOf(budget, through - (exhaustedSince ?? through)),
            Zones = slo.Zones,
            Rules = [.. slo.Rules.Select(rule => new RuleSnapshot(rule, new BurnRate(0, 1_000, true), null, Alert.None))],
            ExhaustedSince = exhaustedSince,
            Coverage = 1,
            PolicyVersion = "v1",
        };
    }

    /// <summary>With a rule that fires since then; or has fired then and resolved.</summary>
    public static Snapshot Firing(this Snapshot snapshot, string rule, int firedAt, int? resolvedAt = null) => snapshot.With(rule, old => old with
    {
        Alert = resolvedAt is { } resolved
            ? new Alert { Phase = AlertPhase.Resolved, Since = Noon + resolved, FiredAt = Noon + firedAt }
            : new Alert { Phase = AlertPhase.Firing, Since = Noon + firedAt, FiredAt = Noon + firedAt },
    });

    /// <summary>With so many bad of 1,000 events in the window of the fast rule; 10 are a burn rate of 1.</summary>
    public static Snapshot Burning(this Snapshot snapshot, long bad, long total = 1_000, bool isKnown = true) =>
        snapshot.With("fast", old => old with { Window = new BurnRate(bad, total, isKnown) });

    public static Snapshot With(this Snapshot snapshot, string name, Func<RuleSnapshot, RuleSnapshot> change) =>
        snapshot with { Rules = [.. snapshot.Rules.Select(rule => rule.Rule.Name == name ? change(rule) : rule)] };

    public static IReadOnlyList<BudgetEvent> Between(Snapshot? previous, Snapshot current, string? rejected = null, Objective? objective = null) =>
        [.. Records(previous, current, rejected, objective).Select(Parse)];

    /// <summary>The records between two snapshots, the first of which is marked as if nothing had been before it unless it is marked.</summary>
    public static IReadOnlyList<OutboxRecord> Records(Snapshot? previous, Snapshot current, string? rejected = null, Objective? objective = null)
    {
        var slo = objective ?? Objective();
        var before = previous is { SprintSince: null, RollbackSince: null } ? BudgetEvents.Mark(null, previous, slo) : previous;
        return BudgetEvents.Between(before, BudgetEvents.Mark(before, current, slo), slo, rejected);
    }

    /// <summary>The ids of the events along a row of snapshots.</summary>
    public static IReadOnlyList<string> IdsAlong(params IReadOnlyList<Snapshot> snapshots)
    {
        var ids = new List<string>();
        Snapshot? before = null;
        foreach (var snapshot in snapshots)
        {
            var marked = BudgetEvents.Mark(before, snapshot, Objective());
            if (before is not null) ids.AddRange(BudgetEvents.Between(before, marked, Objective(), null).Select(record => record.Id));
            before = marked;
        }

        return ids;
    }

    /// <summary>The ids of the events.</summary>
    public static IReadOnlyList<string> Ids(Snapshot? previous, Snapshot current, string? rejected = null) =>
        [.. Between(previous, current, rejected).Select(happened => happened.Id)];

    /// <summary>An event as it travels, under the id and the time it is stored with.</summary>
    public static BudgetEvent Parse(OutboxRecord record)
    {
        var happened = BudgetEvent.Parse(record.Json);
        Assert.Equal((record.Id, record.At), (happened.Id, Minute.Containing(happened.At)));
        return happened;
    }
}
