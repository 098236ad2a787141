using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Backtest;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Budgets;

/// <summary>SLOs as the app evaluated them last, with the counts at hand that their numbers come from.</summary>
/// <param name="store">The ledgers.</param>
/// <param name="adjustments">What people laid over them.</param>
public sealed class StoredBudgets(ILedgerStore store, IAdjustmentStore adjustments)
{
    /// <summary>Reads some of a policy's objectives, each with the adjustments that were in force when it was evaluated.</summary>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public async Task<EvaluatedSlos> ReadAsync(IReadOnlyCollection<Objective> objectives, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        var made = await adjustments.LoadAsync(service: null, cancellationToken);
        var ever = new MadeAdjustments(made.Select(adjustment => adjustment with { RevokedAt = null }));
        var (pasts, failures) = await new StoredLedgers(store).ReadAsync([.. objectives.Select(ever.LaidOver)], days: 0, cancellationToken);
        return new EvaluatedSlos(
            [
                .. from objective in objectives
                   where pasts.ContainsKey(objective.Slo.Id)
                   let past = pasts[objective.Slo.Id]
                   select new EvaluatedSlo(MadeAdjustments.InForceAt(made, past.Stored!.EvaluatedAt).LaidOver(objective), past.Ledger, past.Stored),
            ],
            [.. objectives.Where(objective => failures.ContainsKey(objective.Slo.Id)).Select(objective => $"{objective.Slo.Id}: {failures[objective.Slo.Id]}")]);
    }
}
