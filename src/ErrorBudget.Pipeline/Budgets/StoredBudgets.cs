using ErrorBudget.Pipeline.Backtest;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Budgets;

/// <summary>SLOs as the app evaluated them last, with the counts at hand that their numbers come from.</summary>
public sealed class StoredBudgets(ILedgerStore store)
{
    /// <summary>Reads some of a policy's objectives.</summary>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public async Task<EvaluatedSlos> ReadAsync(IReadOnlyCollection<Objective> objectives, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        var (pasts, failures) = await new StoredLedgers(store).ReadAsync(objectives, days: 0, cancellationToken);
        return new EvaluatedSlos(
            [
                .. from objective in objectives
                   where pasts.ContainsKey(objective.Slo.Id)
                   let past = pasts[objective.Slo.Id]
                   select new EvaluatedSlo(objective, past.Ledger, past.Stored!),
            ],
            [.. objectives.Where(objective => failures.ContainsKey(objective.Slo.Id)).Select(objective => $"{objective.Slo.Id}: {failures[objective.Slo.Id]}")]);
    }
}
