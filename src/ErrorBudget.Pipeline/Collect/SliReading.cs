using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Collect;

/// <summary>What a source read. Every objective asked for is in exactly one of the two.</summary>
/// <param name="Counts">Per objective one bucket for every bucket of the stretch, in order of time; unknown where the source had nothing.</param>
/// <param name="Failures">
/// Per objective that could not be read: what failed, where and what to do. Its minutes are not read; a later tick
/// reads them.
/// </param>
/// <param name="Rejections">Buckets whose answer was refused (good above total, not a number); they are unknown in <paramref name="Counts"/>.</param>
public sealed record SliReading(
    IReadOnlyDictionary<SloId, IReadOnlyList<Bucket>> Counts,
    IReadOnlyDictionary<SloId, string> Failures,
    IReadOnlyList<Rejection> Rejections)
{
    /// <summary>None of the objectives could be read, all for the same reason.</summary>
    public static SliReading Failed(IEnumerable<Objective> objectives, string reason) => new(
        new Dictionary<SloId, IReadOnlyList<Bucket>>(), objectives.ToDictionary(objective => objective.Slo.Id, _ => reason), []);

    /// <summary>Several readings of different objectives as one.</summary>
    public static SliReading Of(IReadOnlyCollection<SliReading> readings) => new(
        readings.SelectMany(reading => reading.Counts).ToDictionary(),
        readings.SelectMany(reading => reading.Failures).ToDictionary(),
        [.. readings.SelectMany(reading => reading.Rejections)]);
}
