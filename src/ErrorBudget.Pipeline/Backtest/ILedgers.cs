using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Backtest;

/// <summary>Where the past can be looked up: what the app has stored, or what a source still has.</summary>
public interface ILedgers
{
    /// <summary>The ledgers of some objectives, with all hours at hand. Nothing is changed anywhere.</summary>
    /// <param name="objectives">The objectives.</param>
    /// <param name="days">How many days are to be replayed; the windows that end in them reach back further. 0 for what an evaluation now needs.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    Task<LedgerReading> ReadAsync(IReadOnlyCollection<Objective> objectives, int days, CancellationToken cancellationToken);
}
