using ErrorBudget.Pipeline.Collect;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>
/// Reads the history of SLOs that are new, backwards from where their ledgers begin: minutes for the last days, hours
/// before that. Every step is committed by itself, so a crash loses one step at most and the next tick goes on there.
/// </summary>
internal sealed class HistoryReader(ISliSource source, EvaluationOptions options)
{
    /// <summary>Whether a ledger does not yet reach back to where its windows start.</summary>
    public static bool IsIncomplete(PlannedSlo planned, Ledger ledger) => NeededFrom(planned.Objective.Slo, ledger.Through) < ledger.CoveredFrom;

    /// <summary>The piece that comes next.</summary>
    public HistoryStep NextStep(PlannedSlo planned, Ledger ledger)
    {
        var slo = planned.Objective.Slo;
        var neededFrom = NeededFrom(slo, ledger.Through);
        var end = ledger.CoveredFrom;

        // Slices are judged minute by minute, however old they are, and so are journeys.
        var ruleDays = (slo.LongestRuleMinutes / Minute.PerDay) + 1;
        var fineFrom = slo.Slices is null && !planned.Objective.Sli.IsReadByMinutes ? (ledger.Through - (Math.Max(options.BackfillMinuteDays, ruleDays) * Minute.PerDay)).Hour : neededFrom;
        return end > fineFrom
            ? new HistoryStep(new MinuteRange(Latest(neededFrom, fineFrom, end - (options.BackfillMinuteHours * Minute.PerHour)), end), Resolution.Minute)
            : new HistoryStep(new MinuteRange(Minute.Max(neededFrom, end - (options.BackfillCoarseHours * Minute.PerHour)), end), Resolution.Hour);
    }

    /// <summary>Reads one piece for several SLOs.</summary>
    /// <returns>The SLOs with the piece in their ledgers, and those it could not be read for.</returns>
    public async Task<(IReadOnlyList<SloEvaluation> Extended, IReadOnlyList<SloId> Failed)> ReadAsync(
        IReadOnlyList<SloEvaluation> evaluations, HistoryStep step, ProblemList problems, CancellationToken cancellationToken)
    {
        var reading = await source.ReadAsync([.. evaluations.Select(evaluation => evaluation.Planned.Objective)], step.Range, step.Resolution, cancellationToken);
        problems.Add(reading);
        var perHour = step.Resolution == Resolution.Minute ? Minute.PerHour : 1;
        return (
            [.. evaluations.Where(evaluation => reading.Counts.ContainsKey(evaluation.Id))
                .Select(evaluation => evaluation.Prepend([.. reading.Counts[evaluation.Id].Chunk(perHour)]))],
            [.. reading.Failures.Keys]);
    }

    /// <summary>How far back a ledger has to reach.</summary>
    public static Minute NeededFrom(Slo slo, Minute through) =>
        Minute.Min(slo.Window.UpTo(through).Start, through - slo.LongestRuleMinutes).Hour;

    private static Minute Latest(Minute first, Minute second, Minute third) => Minute.Max(first, Minute.Max(second, third));
}
