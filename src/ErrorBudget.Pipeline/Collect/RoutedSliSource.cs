using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Collect;

/// <summary>
/// Several sources as one: every objective is read by the first source that reads SLIs of its kind. They are read at the
/// same time, and one that fails does not affect what is read by the others.
/// </summary>
public sealed class RoutedSliSource(ImmutableArray<SliRoute> routes) : ISliSource
{
    /// <inheritdoc/>
    public async Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken) =>
        SliReading.Of(await Task.WhenAll(objectives
            .GroupBy(objective => routes.FirstOrDefault(route => route.Reads(objective.Sli)))
            .Select(group => group.Key is { } route
                ? route.Source.ReadAsync([.. group], range, resolution, cancellationToken)
                : Task.FromResult(SliReading.Failed(group, "nothing reads SLIs of this kind")))));
}
