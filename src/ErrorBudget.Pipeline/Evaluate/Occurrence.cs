namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>Makes events of an SLO from its snapshot.</summary>
internal static class Occurrence
{
    /// <summary>What happened now and has no end.</summary>
    public static BudgetEvent Now(Snapshot snapshot, BudgetEventKind kind) => Of(snapshot, kind, $"{snapshot.Id}@{snapshot.DataThrough}", snapshot.DataThrough);

    /// <summary>The beginning of an episode.</summary>
    public static BudgetEvent Begin(Snapshot snapshot, BudgetEventKind kind, string episode, Minute since) =>
        Of(snapshot, kind, episode, since) with { Episode = episode };

    /// <summary>The end of an episode, or something in it.</summary>
    public static BudgetEvent End(Snapshot snapshot, BudgetEventKind beginning, BudgetEventKind kind, string episode, Minute since) =>
        Of(snapshot, kind, episode, snapshot.DataThrough) with { Episode = episode, Follows = Id(beginning, episode), FollowsAt = since.Start };

    /// <summary>What has begun or ended between two snapshots that say since when it lasts.</summary>
    public static IEnumerable<BudgetEvent> Turn(Snapshot current, Minute? before, Minute? now, BudgetEventKind beginning, BudgetEventKind end, string name)
    {
        if (before == now) yield break;
        if (before is { } ended) yield return End(current, beginning, end, Episode(ended), ended);
        if (now is { } began) yield return Begin(current, beginning, Episode(began), began);

        string Episode(Minute since) => $"{current.Id}/{name}@{since}";
    }

    private static BudgetEvent Of(Snapshot snapshot, BudgetEventKind kind, string what, Minute at) =>
        new(Id(kind, what), kind, at.Start, snapshot.PolicyVersion)
        {
            Service = snapshot.Id.Service,
            Slo = snapshot.Id.Slo,
            Facts = BudgetFacts.Of(snapshot),
        };

    private static string Id(BudgetEventKind kind, string what) => $"{kind}|{what}";
}
