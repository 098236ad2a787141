using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>
/// Reads all the history there is to read, now and not a little each tick. It is the tick, over and over: what is committed
/// stays, so it may be ended at any time and begun again, and it may run beside the app, whose commits and its own take turns.
/// </summary>
/// <param name="store">Where progress is looked up.</param>
/// <param name="evaluator">An evaluator over the same store.</param>
/// <param name="time">The clock.</param>
public sealed class Backfill(ILedgerStore store, BudgetEvaluator evaluator, TimeProvider time)
{
    /// <summary>An app that is faster may hold a round up, but not so many.</summary>
    private const int RoundsInVain = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Reads until nothing is left, or nothing more can be read.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="progress">Told after every round; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two commits; what was committed stays.</param>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public async Task<BackfillResult> RunAsync(Policy policy, IProgress<BackfillProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var before = await MeasureAsync(policy, cancellationToken);
        for (var inVain = 0; ;)
        {
            progress?.Report(before);
            var problems = new HashSet<string>(StringComparer.Ordinal);
            for (var shard = 0; shard < policy.Shards; shard++)
                problems.UnionWith((await evaluator.RunAsync(policy, shard, cancellationToken)).Problems);

            var after = await MeasureAsync(policy, cancellationToken);
            inVain = after.Incomplete < before.Incomplete || after.ReadMinutes > before.ReadMinutes ? 0 : inVain + 1;
            if (after.Incomplete == 0 || (inVain > 0 && problems.Count > 0) || inVain == RoundsInVain)
            {
                progress?.Report(after);
                return new BackfillResult(after, [.. problems]);
            }

            if (inVain > 0) await Task.Delay(Pause, time, cancellationToken);
            before = after;
        }
    }

    private async Task<BackfillProgress> MeasureAsync(Policy policy, CancellationToken cancellationToken)
    {
        var (incomplete, read, needed) = (0, 0L, 0L);
        var now = time.GetUtcNow();
        foreach (var slot in policy.Objectives.Select(objective => PlannedSlo.Of(objective, policy.SourcesOf(objective))).GroupBy(planned => Slot.Of(planned.Id)))
        {
            var records = await store.LoadAsync(slot.Key, cancellationToken);
            foreach (var planned in slot)
            {
                var ledger = records.Slos.GetValueOrDefault(planned.Id) is { Record: var record } && record.Fingerprint == planned.Fingerprint ? record.Ledger : null;
                var through = ledger?.Through ?? policy.Settled(planned.Objective, now);
                var neededFrom = HistoryReader.NeededFrom(planned.Objective.Slo, through);
                needed += through - neededFrom;
                if (ledger is not null) read += through - Minute.Max(ledger.CoveredFrom, neededFrom);
                if (ledger is null || HistoryReader.IsIncomplete(planned, ledger)) incomplete++;
            }
        }

        return new BackfillProgress(policy.Objectives.Length, incomplete, read, needed);
    }
}
