using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>A budget that is spent, stays spent, and has something left again.</summary>
internal static class ExhaustionEvents
{
    /// <summary>What differs between two snapshots. A budget may have recovered, and even be spent again, within one tick.</summary>
    public static IEnumerable<BudgetEvent> Between(Snapshot? previous, Snapshot current, IReadOnlyCollection<EscalationStep> escalation)
    {
        var (before, now) = (previous?.ExhaustedSince, current.ExhaustedSince);
        if (before is { } ended && before != now) yield return Recovered(current, ended);
        if (now is not { } since) yield break;
        if (before != now) yield return Occurrence.Begin(current, BudgetEventKind.BudgetExhausted, Episode(current, since), since);


        // Whom a step names at 0 minutes is told of the exhaustion itself.
        var (lasted, lastedBefore) = (current.DataThrough - since, before == now ? previous!.DataThrough - since : 0);
        foreach (var step in escalation.Where(step => step.AfterMinutes > lastedBefore && step.AfterMinutes <= lasted))
        {
            var follow = Follow(current, BudgetEventKind.StillExhausted, since);
            yield return follow with
            {
                Id = FormattableString.Invariant($"{follow.Id}+{step.AfterMinutes}"),
                At = (since + step.AfterMinutes).Start,
                AfterMinutes = step.AfterMinutes,
            };
        }

        if (current.Zone == Zone.Freeze && previous?.Zone != Zone.Freeze) yield return Follow(current, BudgetEventKind.FreezeStarted, since);
    }

    /// <summary>A budget that has been spent again had recovered before that, which the order of the two must show.</summary>
    private static BudgetEvent Recovered(Snapshot current, Minute ended)
    {
        var recovered = Follow(current, BudgetEventKind.BudgetRecovered, ended);
        return current.ExhaustedSince is { } again ? recovered with { At = (again - 1).Start } : recovered;
    }

    private static BudgetEvent Follow(Snapshot current, BudgetEventKind kind, Minute since) =>
        Occurrence.End(current, BudgetEventKind.BudgetExhausted, kind, Episode(current, since), since);

    private static string Episode(Snapshot snapshot, Minute since) => $"{snapshot.Id}/exhausted@{since}";
}
