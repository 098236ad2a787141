using ErrorBudget.Pipeline.Backtest;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>An evaluation that stores nothing and tells nobody: the budgets as they would be by a policy.</summary>
/// <param name="ledgers">Where the counts come from.</param>
/// <param name="time">The clock.</param>
public sealed class DryRun(ILedgers ledgers, TimeProvider time)
{
    /// <summary>How far back alerts are followed, so that one that fires is known to fire since when.</summary>
    private const int AlertDays = 1;

    /// <summary>Evaluates some of a policy's objectives.</summary>
    /// <exception cref="StorageException">The counts are read from a store that cannot be reached.</exception>
    public async Task<EvaluatedSlos> RunAsync(Policy policy, IReadOnlyCollection<Objective> objectives, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(objectives);
        var (pasts, failures) = await ledgers.ReadAsync(objectives, AlertDays, cancellationToken);
        var now = time.GetUtcNow();
        return new EvaluatedSlos(
            [.. objectives.Where(objective => pasts.ContainsKey(objective.Slo.Id)).Select(objective => Evaluated(objective, pasts[objective.Slo.Id]))],
            [.. objectives.Where(objective => failures.ContainsKey(objective.Slo.Id)).Select(objective => $"{objective.Slo.Id}: {failures[objective.Slo.Id]}")]);

        EvaluatedSlo Evaluated(Objective objective, Past past)
        {
            var (slo, ledger) = (objective.Slo, past.Ledger);
            var range = past.Replayable(slo, AlertDays);
            var from = range.IsEmpty ? ledger.Through - 1 : range.Start;
            return new EvaluatedSlo(objective, ledger, Evaluation.Since(slo, ledger, from, now, policy.Version));
        }
    }
}
