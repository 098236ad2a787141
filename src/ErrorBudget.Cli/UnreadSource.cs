using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Cli;

/// <summary>A source that this program cannot read as it is set up.</summary>
/// <param name="why">Why, and what to do.</param>
internal sealed class UnreadSource(string why) : ISliSource
{
    /// <inheritdoc/>
    public Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken) =>
        Task.FromResult(SliReading.Failed(objectives, why));
}
