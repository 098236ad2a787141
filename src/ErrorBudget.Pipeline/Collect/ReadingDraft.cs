using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Collect;

/// <summary>A reading that is being put together by several queries at once; they write to different buckets.</summary>
internal sealed class ReadingDraft
{
    private readonly BucketGrid _grid;
    private readonly Dictionary<SloId, Bucket[]> _counts;
    private readonly ConcurrentDictionary<SloId, string> _failures = new();
    private readonly ConcurrentQueue<Rejection> _rejections = new();

    /// <summary>Every bucket is unknown.</summary>
    public ReadingDraft(IEnumerable<Objective> objectives, BucketGrid grid)
    {
        _grid = grid;
        _counts = objectives.ToDictionary(objective => objective.Slo.Id, _ => new Bucket[grid.Count]);
    }

    /// <summary>Notes what was counted in one bucket of a slice.</summary>
    public void Set(Objective objective, BucketGrid slice, int bucket, EventCount count)
    {
        _counts[objective.Slo.Id][_grid.OffsetOf(slice) + bucket] = count.Bucket;
        if (count.Refusal is { } refusal) _rejections.Enqueue(new Rejection(objective.Slo.Id, slice.BucketAt(bucket), refusal));
    }

    /// <summary>Notes that objectives could not be read; the first reason stands.</summary>
    public void Fail(IEnumerable<Objective> objectives, string reason)
    {
        foreach (var objective in objectives) _failures.TryAdd(objective.Slo.Id, reason);
    }

    /// <summary>Whether an objective could not be read.</summary>
    public bool HasFailed(Objective objective) => _failures.ContainsKey(objective.Slo.Id);

    /// <summary>The reading. Objectives that failed have no counts and no rejections.</summary>
    public SliReading Build() => new(
        _counts.Where(counts => !_failures.ContainsKey(counts.Key)).ToDictionary(counts => counts.Key, counts => (IReadOnlyList<Bucket>)counts.Value),
        _failures.ToDictionary(),
        [.. _rejections.Where(rejection => !_failures.ContainsKey(rejection.Slo))
            .OrderBy(rejection => rejection.Slo.Service, StringComparer.Ordinal).ThenBy(rejection => rejection.Slo.Slo, StringComparer.Ordinal).ThenBy(rejection => rejection.Minute)]);
}
