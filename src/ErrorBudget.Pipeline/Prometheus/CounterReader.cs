using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Reads objectives that count by a counter metric or a histogram: many services by one query.</summary>
internal sealed class CounterReader(DividingClient client, PrometheusSettings settings, PrometheusLimits limits)
{
    /// <summary>
    /// Changes less than this many buckets apart are read by one exact query: about as many evaluations cost Prometheus
    /// what it costs to load the gap window once more.
    /// </summary>
    private const int Bridge = 60;

    private readonly ConcurrentDictionary<string, SuccessValues> _successValues = new(StringComparer.Ordinal);

    /// <summary>Azure Monitor workspaces take labels that differ only by case for the same.</summary>
    private readonly StringComparer _comparer = settings.AzureManaged ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The tasks that read some objectives, all with a <see cref="MetricSli"/>, into a draft.</summary>
    public IEnumerable<ReadingTask> Plan(IEnumerable<Objective> objectives, BucketGrid grid, ReadingDraft draft)
    {
        foreach (var chunk in CounterChunk.Of(objectives, limits, _comparer))
        {
            var size = Math.Max(1, limits.CellsPerQuery / chunk.Services.Length / grid.Width);
            foreach (var piece in grid.Pieces(Math.Min(size, limits.DaysPerQuery * Minute.PerDay / grid.Width)))
                yield return new ReadingTask(chunk.Objectives, cancellationToken => ReadAsync(chunk, piece, draft, cancellationToken));
        }
    }

    private async Task ReadAsync(CounterChunk chunk, BucketGrid grid, ReadingDraft draft, CancellationToken cancellationToken)
    {
        var table = new CounterTable(chunk.Family, grid, chunk.Services, _comparer);
        await client.AskAsync(
            chunk.Services,
            grid,
            services => new CounterPromQl(chunk.Family, services, chunk.Bounds, grid.Resolution).Quick(),
            (answer, _, _) => table.Fill(answer),
            cancellationToken);
        foreach (var (slice, changed) in table.ChangedStretches(Bridge))
        {
            await client.AskAsync(
                [.. changed],
                slice,
                services => new CounterPromQl(chunk.Family, services, chunk.Bounds, grid.Resolution).Exact(settings.GapLimitMinutes),
                (answer, part, services) => table.Replace(answer, part, services),
                cancellationToken);
        }

        foreach (var objective in chunk.Objectives) Count(objective, table, grid, draft);
    }

    private void Count(Objective objective, CounterTable table, BucketGrid grid, ReadingDraft draft)
    {
        var sli = (MetricSli)objective.Sli;
        if (SuccessValuesOf(sli, out var refusal) is not { } success)
        {
            draft.Fail([objective], refusal);
            return;
        }

        var rows = table[sli.Service];
        for (var bucket = 0; bucket < grid.Count; bucket++) draft.Set(objective, grid, bucket, rows.Count(bucket, success, (double?)sli.Le));
    }

    private SuccessValues? SuccessValuesOf(MetricSli sli, out string refusal)
    {
        refusal = "";
        try
        {
            return _successValues.GetOrAdd(string.Join('\n', sli.SuccessValues), _ => new SuccessValues(sli.SuccessValues, settings.AzureManaged));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            refusal = $"The success values {string.Join(", ", sli.SuccessValues)} are no regular expressions: {e.Message}";
            return null;
        }
    }
}
