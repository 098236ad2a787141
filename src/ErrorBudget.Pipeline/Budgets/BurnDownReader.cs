using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Budgets;

/// <summary>Reads from the ledger how a window's budget was spent.</summary>
public sealed class BurnDownReader(ILedgerStore ledgers, AdjustmentReader adjustments)
{
    /// <summary>The burn-down of the window that ends where the ledger ends.</summary>
    /// <param name="slo">The objective.</param>
    /// <param name="parts">Into how many steps the window is divided at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Null if there is no ledger, or it does not hold the whole window.</returns>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public async Task<BurnDown?> ReadAsync(Slo slo, int parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(slo);
        return await ledgers.FindAsync(slo.Id, cancellationToken) is { Ledger: var ledger } ? await ReadAsync(slo, ledger, ledger.Through, parts, cancellationToken) : null;
    }

    /// <summary>The burn-down of the window that ends at a minute.</summary>
    /// <param name="slo">The objective.</param>
    /// <param name="ledger">Its ledger.</param>
    /// <param name="through">The end of the window.</param>
    /// <param name="parts">Into how many steps the window is divided at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Null if the ledger does not hold the whole window.</returns>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public async Task<BurnDown?> ReadAsync(Slo slo, Ledger ledger, Minute through, int parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        var adjusted = (await adjustments.CurrentAsync(cancellationToken)).LaidOver(slo);
        var from = Minute.Max(ledger.CoveredFrom, Evaluation.ReachOf(adjusted, through, through).Start - adjusted.Adjustments.LookBackMinutes).Hour;
        var needed = new MinuteRange(from, Minute.Max(from, ledger.Open.Start));
        var hours = await ledgers.LoadHoursAsync(adjusted.Id, needed, cancellationToken);
        return BurnDown.Of(adjusted, ledger.WithHours(hours), through, parts);
    }
}
