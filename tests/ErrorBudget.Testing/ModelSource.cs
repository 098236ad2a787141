using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Testing;

/// <summary>A source whose counts are a function of SLO and minute, as those of a settled metric are.</summary>
public sealed class ModelSource(Func<SloId, Minute, Bucket> model) : ISliSource
{
    /// <summary>What there is to count.</summary>
    public Func<SloId, Minute, Bucket> Model { get; set; } = model;

    /// <summary>Every stretch that was read.</summary>
    public List<(MinuteRange Range, Resolution Resolution, int Slos)> Reads { get; } = [];

    /// <summary>Which SLOs cannot be read at present.</summary>
    public Func<SloId, string?> Failure { get; set; } = _ => null;

    /// <summary>Why a count of an SLO is refused at present; null if none is.</summary>
    public Func<SloId, string?> Rejection { get; set; } = _ => null;

    public Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (Reads) Reads.Add((range, resolution, objectives.Count));
        var ids = objectives.Select(objective => objective.Slo.Id).ToArray();
        var counts = ids.Where(id => Failure(id) is null)
            .ToDictionary(id => id, id => (IReadOnlyList<Bucket>)[.. Buckets(id, range, resolution)]);
        var failures = ids.Where(id => Failure(id) is not null).ToDictionary(id => id, id => Failure(id)!);
        var rejections = ids.Where(id => Rejection(id) is not null).Select(id => new Rejection(id, range.Start, Rejection(id)!));
        return Task.FromResult(new SliReading(counts, failures, [.. rejections]));
    }

    private IEnumerable<Bucket> Buckets(SloId slo, MinuteRange range, Resolution resolution)
    {
        if (resolution == Resolution.Minute) return Minutes(range).Select(minute => Model(slo, minute));
        return Minutes(range).Chunk(Minute.PerHour).Select(hour =>
        {
            var known = hour.Select(minute => Model(slo, minute)).Where(bucket => bucket.IsKnown).ToArray();
            return known.Length == 0 ? Bucket.Unknown : Bucket.Of(known.Sum(bucket => bucket.Good), known.Sum(bucket => bucket.Total), known.Length);
        });
    }

    private static IEnumerable<Minute> Minutes(MinuteRange range) => Enumerable.Range(range.Start.Index, range.Length).Select(index => new Minute(index));
}
