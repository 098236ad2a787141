using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Collect;

/// <summary>Where events are counted.</summary>
public interface ISliSource
{
    /// <summary>
    /// Counts the events of every objective in every bucket of a stretch of time. Reading the same stretch again, in
    /// whatever pieces, gives the same counts.
    /// </summary>
    /// <param name="objectives">The objectives; all can be read by this source.</param>
    /// <param name="range">The stretch; whole hours for <see cref="Resolution.Hour"/>.</param>
    /// <param name="resolution">The width of the buckets.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>What was read and what failed; an outside failure is never thrown.</returns>
    Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken);
}
