using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tests.Counts;

/// <summary>Counts to push, and what they add up to.</summary>
internal static class Pushed
{
    public static readonly Minute Noon = Minute.Containing(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public static PushedCount Of(string service, Minute minute, long good, long total, string id) => new(service, "jobs", good, total, minute.Start, id);

    /// <summary>Random counts of two services in the hours before noon, several for some minutes, none for others.</summary>
    public static List<PushedCount> Some(int seed, int number, string prefix)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, number).Select(i =>
        {
            var total = random.Next(0, 1000);
            return Of($"{prefix}-{random.Next(2)}", Noon - random.Next(1, 150), random.Next(0, total + 1), total, $"{prefix}/{i}");
        })];
    }

    /// <summary>The sums that counts should have, each once.</summary>
    public static IReadOnlyList<(SloId, Minute, Bucket)> Truth(IEnumerable<PushedCount> counts) =>
        [.. counts.Distinct().GroupBy(count => (count.SloId, count.Minute))
            .Select(minute => (minute.Key.SloId, minute.Key.Minute, Bucket.Of(minute.Sum(count => count.Good), minute.Sum(count => count.Total))))
            .OrderBy(minute => minute.SloId.ToString(), StringComparer.Ordinal).ThenBy(minute => minute.Minute)];

    /// <summary>The sums that are stored for services.</summary>
    public static async Task<IReadOnlyList<(SloId, Minute, Bucket)>> StoredAsync(ICountStore store, IEnumerable<SloId> slos)
    {
        var found = new List<(SloId Slo, Minute Minute, Bucket Bucket)>();
        foreach (var slo in slos.Distinct())
        {
            var hours = await store.LoadAsync(Slot.Of(slo), new MinuteRange(Noon - (3 * Minute.PerHour), Noon + Minute.PerHour), TestContext.Current.CancellationToken);
            found.AddRange(hours[slo].SelectMany(hour => hour.Minutes.Select((bucket, i) => (slo, hour.Hour + i, bucket))).Where(minute => minute.bucket.IsKnown));
        }

        return [.. found.OrderBy(minute => minute.Slo.ToString(), StringComparer.Ordinal).ThenBy(minute => minute.Minute)];
    }
}
