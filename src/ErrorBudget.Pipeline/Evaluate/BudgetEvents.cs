using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>
/// Derives what has consequences from two snapshots in a row. Every id is made of the SLO, what happened and when it began,
/// so that whoever computes an event, and however often, gives it the same id.
/// </summary>
internal static class BudgetEvents
{
    /// <summary>The snapshot with what the policy has last from it on: a sprint that is due, flags that are to be off.</summary>
    /// <param name="previous">The snapshot before, marked; null if there is none.</param>
    /// <param name="current">The snapshot now.</param>
    /// <param name="objective">The SLO in the policy.</param>
    public static Snapshot Mark(Snapshot? previous, Snapshot current, Objective objective) => current with
    {
        SprintSince = SprintEvents.Since(previous?.SprintSince, current, objective.Tickets),
        RollbackSince = RollbackEvents.Since(previous?.RollbackSince, current, objective.FeatureFlags),
    };

    /// <summary>The events between two marked snapshots, ready for the outbox. Between a first snapshot and the void before it only what lasts now has begun.</summary>
    /// <param name="previous">The snapshot before; null if there is none.</param>
    /// <param name="current">The snapshot now.</param>
    /// <param name="objective">The SLO in the policy.</param>
    /// <param name="rejected">Why a count of this tick was refused; null if none was.</param>
    public static IReadOnlyList<OutboxRecord> Between(Snapshot? previous, Snapshot current, Objective objective, string? rejected) =>
        [.. Derive(previous, current, objective, rejected).Select(happened => happened.ToRecord())];

    private static IEnumerable<BudgetEvent> Derive(Snapshot? previous, Snapshot current, Objective objective, string? rejected)
    {
        IEnumerable<BudgetEvent> events =
        [
            .. BurnEvents.Between(previous, current), .. RollbackEvents.Between(previous, current), .. SprintEvents.Between(previous, current),
            .. previous is null ? [] : Zones(previous, current),
            .. ExhaustionEvents.Between(previous, current, objective.Notification.Escalation),
            .. previous is null ? [] : Data(previous, current, objective.Slo.UnknownAfterMinutes),
        ];
        return rejected is null ? events : [.. events, Rejected(current, rejected)];
    }

    private static IEnumerable<BudgetEvent> Zones(Snapshot previous, Snapshot current)
    {
        if (previous.Zone == current.Zone || previous.Zone == Zone.Unknown || current.Zone == Zone.Unknown) yield break;
        yield return Occurrence.Now(current, BudgetEventKind.ZoneChanged) with { From = previous.Zone, To = current.Zone };
    }

    private static IEnumerable<BudgetEvent> Data(Snapshot previous, Snapshot current, int unknownAfterMinutes)
    {
        var (before, now) = (MissingSince(previous, unknownAfterMinutes), MissingSince(current, unknownAfterMinutes));
        if (before == now) yield break;
        if (before is { } ended)
        {
            // They may be missing again already: what is certain is that the last known minute was counted.
            var returned = Occurrence.End(current, BudgetEventKind.DataMissing, BudgetEventKind.DataReturned, Episode(ended), ended);
            yield return current.LastKnown is { } last ? returned with { At = (last - 1).Start } : returned;
        }

        if (now is { } began) yield return Occurrence.Begin(current, BudgetEventKind.DataMissing, Episode(began), began);

        string Episode(Minute since) => $"{current.Id}/data@{since}";
    }

    /// <summary>Since when there have been no data, once that is so long that the SLO is unknown; null if there are, or never were any.</summary>
    /// <remarks>A calendar window that has just begun is unknown with its first minute: that is no reason to wake anybody.</remarks>
    private static Minute? MissingSince(Snapshot snapshot, int unknownAfterMinutes) =>
        snapshot is { State: SloState.Unknown, IsHistoryComplete: true, LastKnown: { } known } && known < snapshot.DataThrough
        && (snapshot.Budget.IsKnown || snapshot.DataThrough - known >= unknownAfterMinutes)
            ? known
            : null;

    /// <summary>One a day is enough to be told of.</summary>
    private static BudgetEvent Rejected(Snapshot current, string why) =>
        Occurrence.Now(current, BudgetEventKind.CountsRejected) with
        {
            Id = $"{BudgetEventKind.CountsRejected}|{current.Id}@{current.DataThrough.Day}",
            At = current.DataThrough.Day.Start,
            Detail = why,
        };
}
