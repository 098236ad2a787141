using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Counts;

/// <summary>Where pushed counts are added up, each once.</summary>
public interface ICountStore
{
    /// <summary>
    /// Adds counts to the sums of their minutes, but for those whose id was counted before. Each is counted together with
    /// the note that it was, or not at all: may be called again after any failure, and by several at once.
    /// </summary>
    /// <param name="slot">The slot of all of them.</param>
    /// <param name="counts">The counts; of those with the same SLO and id the first is taken.</param>
    /// <param name="now">The time now, UTC, from which on ids are remembered.</param>
    /// <param name="cancellationToken">Stops between two transactions.</param>
    /// <returns>How many were counted now.</returns>
    /// <exception cref="StorageException">The store cannot be reached; some may have been counted.</exception>
    Task<int> RecordAsync(Slot slot, IReadOnlyCollection<PushedCount> counts, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The hours that lie in a stretch of time, also in part, and in which anything was counted.</summary>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    Task<ILookup<SloId, HourCounts>> LoadAsync(Slot slot, MinuteRange range, CancellationToken cancellationToken);
}
