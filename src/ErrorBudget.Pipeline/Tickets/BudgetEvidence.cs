using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>What a ticket rests on besides its event.</summary>
/// <param name="BurnDown">How the budget was spent; null if the ledger does not hold the whole window.</param>
/// <param name="Gate">What the release gate says to an ordinary release now.</param>
internal sealed record BudgetEvidence(BurnDown? BurnDown, ReleaseDecision Gate)
{
    /// <summary>Into how many steps a ticket's burn-down is divided at most.</summary>
    private const int Steps = 10;

    /// <summary>Reads it from the ledger.</summary>
    /// <param name="ledgers">The ledgers.</param>
    /// <param name="burnDowns">Reads how budgets were spent.</param>
    /// <param name="objective">The SLO.</param>
    /// <param name="happened">The event: the window ends where its numbers end, as far as the ledger goes.</param>
    /// <param name="now">The time now, UTC.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public static async Task<BudgetEvidence> ReadAsync(ILedgerStore ledgers, BurnDownReader burnDowns, Objective objective, BudgetEvent happened, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var record = await ledgers.FindAsync(objective.Slo.Id, cancellationToken);
        var gate = ReleaseDecision.For(record?.Snapshot, objective.Gate, ChangeKind.Standard, signOff: null, now);
        if (record is not { Ledger: var ledger }) return new BudgetEvidence(null, gate);

        var through = happened.Facts is { } facts ? Minute.Min(Minute.Containing(facts.DataThrough), ledger.Through) : ledger.Through;
        return new BudgetEvidence(await burnDowns.ReadAsync(objective.Slo, ledger, through, Steps, cancellationToken), gate);
    }
}
