using System.Collections.Concurrent;
using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Backtest;

/// <summary>Replays the past under a policy: what would have fired, what the gate would have held back, what targets it would have supported.</summary>
/// <param name="ledgers">Where the past is looked up.</param>
public sealed class PolicyBacktest(ILedgers ledgers)
{
    /// <summary>Replays the past of some of a policy's objectives.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="objectives">Which of its objectives.</param>
    /// <param name="options">How far back, and by what it is judged.</param>
    /// <param name="progress">Told the number of SLOs that are done; null for nobody.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public async Task<BacktestReport> RunAsync(
        Policy policy, IReadOnlyCollection<Objective> objectives, BacktestOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(objectives);
        ArgumentNullException.ThrowIfNull(options);
        var (replayed, problems) = (new ConcurrentDictionary<SloId, SloBacktest>(), new ConcurrentDictionary<SloId, string>());
        var done = 0;
        foreach (var batch in objectives.Chunk(options.Batch))
        {
            var (pasts, failures) = await ledgers.ReadAsync(batch, options.Days, cancellationToken);
            foreach (var (slo, failure) in failures) problems[slo] = failure;
            Parallel.ForEach(batch.Where(objective => pasts.ContainsKey(objective.Slo.Id)), new ParallelOptions { CancellationToken = cancellationToken }, objective =>
            {
                var past = pasts[objective.Slo.Id];
                var range = past.Replayable(objective.Slo, options.Days);
                if (range.IsEmpty) problems[objective.Slo.Id] = TooShort(objective.Slo, past);
                else replayed[objective.Slo.Id] = SloReplay.Run(objective, past.Ledger, range, options);
                progress?.Report(Interlocked.Increment(ref done));
            });
        }

        return new BacktestReport(
            policy.Version,
            [.. objectives.Select(objective => replayed.GetValueOrDefault(objective.Slo.Id)).OfType<SloBacktest>()],
            [.. objectives.Where(objective => problems.ContainsKey(objective.Slo.Id)).Select(objective => $"{objective.Slo.Id}: {problems[objective.Slo.Id]}")]);
    }

    private static string TooShort(Slo slo, Past past) =>
        $"there are counts by the minute since {past.MinutesFrom} only; its longest rule looks back {Figures.Duration(slo.LongestRuleMinutes)}, so no minute can be judged";
}
