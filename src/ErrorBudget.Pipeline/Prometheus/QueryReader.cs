using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>
/// Reads objectives that count by the users' own PromQL. Objectives with the same query share its answer.
/// </summary>
/// <remarks>
/// No total is unknown. With a total, no bad events means zero bad ones, and no good events means zero good ones: the
/// series of successes that does not exist because nothing ever succeeded is an outage, and so is one that a typing
/// error hides, which is better noticed than counted as unknown.
/// </remarks>
internal sealed class QueryReader(DividingClient client, PrometheusLimits limits)
{
    /// <summary>The tasks that read some objectives, all with a <see cref="QuerySli"/>, into a draft.</summary>
    public IEnumerable<ReadingTask> Plan(IEnumerable<Objective> objectives, BucketGrid grid, ReadingDraft draft)
    {
        var columns = new ConcurrentDictionary<(string Query, BucketGrid Grid), Lazy<Task<QueryColumn>>>();
        foreach (var objective in objectives)
        {
            foreach (var piece in grid.Pieces(Math.Min(limits.CellsPerQuery, limits.DaysPerQuery * Minute.PerDay / grid.Width)))
                yield return new ReadingTask([objective], cancellationToken => ReadAsync(objective, piece, columns, draft, cancellationToken));
        }
    }

    private async Task ReadAsync(
        Objective objective,
        BucketGrid grid,
        ConcurrentDictionary<(string Query, BucketGrid Grid), Lazy<Task<QueryColumn>>> columns,
        ReadingDraft draft,
        CancellationToken cancellationToken)
    {
        var sli = (QuerySli)objective.Sli;
        var total = await ColumnOf(sli.Total);
        var part = await ColumnOf(sli.Good ?? sli.Bad ?? throw new InvalidOperationException($"{objective.Slo.Id} has neither a good nor a bad query."));
        for (var bucket = 0; bucket < grid.Count; bucket++) draft.Set(objective, grid, bucket, Count(total, part, sli.Good is null, bucket, grid.Width));

        Task<QueryColumn> ColumnOf(string query) =>
            columns.GetOrAdd((query, grid), _ => new Lazy<Task<QueryColumn>>(() => AskAsync(query, grid, cancellationToken))).Value;
    }

    private async Task<QueryColumn> AskAsync(string query, BucketGrid grid, CancellationToken cancellationToken)
    {
        var column = new QueryColumn(grid);
        var window = grid.Resolution == Resolution.Hour ? "1h" : "1m";
        var expression = query.Replace(QuerySli.WindowPlaceholder, window, StringComparison.Ordinal);
        await client.AskAsync([], grid, _ => expression, (answer, _, _) => column.Fill(answer), cancellationToken);
        return column;
    }

    private static EventCount Count(QueryColumn total, QueryColumn part, bool partIsBad, int bucket, int minutes)
    {
        if ((total.ConflictIn(bucket) ?? part.ConflictIn(bucket)) is { } conflict) return EventCount.Refused(conflict);
        if (total[bucket] is not { } events) return EventCount.Nothing;
        return partIsBad ? EventCount.OfBad(part[bucket] ?? 0, events, minutes) : EventCount.Of(part[bucket] ?? 0, events, minutes);
    }
}
