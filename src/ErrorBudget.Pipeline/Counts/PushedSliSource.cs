using System.Collections.Immutable;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Counts;

/// <summary>
/// Pushed counts as a source. Accepted counts that wait in the queue are not in the sums yet: while minutes would be
/// read for the last time without them, the reading fails and a later tick reads those minutes.
/// </summary>
public sealed class PushedSliSource(ICountStore store, ICountQueue queue, TimeProvider time) : ISliSource
{
    /// <summary>How many slots are read at the same time.</summary>
    private const int Parallel = 4;

    /// <summary>For how long a count may wait in the queue: only half of <see cref="PushedSettings.HandlingMinutes"/>, so that it is in the sums before its minute is read for the last time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(PushedSettings.HandlingMinutes / 2);

    /// <summary>For how long, and how often, messages that are being handled are waited for.</summary>
    private static readonly (TimeSpan Longest, TimeSpan Pause) HandlingWait = (TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200));

    /// <inheritdoc/>
    public async Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        try
        {
            if (await WaitingAsync(IsCatchingUp(objectives, range), cancellationToken) is { } waiting) return SliReading.Failed(objectives, waiting);
            var counts = new Dictionary<SloId, IReadOnlyList<Bucket>>(objectives.Count);
            foreach (var slots in objectives.GroupBy(objective => Slot.Of(objective.Slo.Id)).Chunk(Parallel))
            {
                var loaded = await Task.WhenAll(slots.Select(slot => store.LoadAsync(slot.Key, range, cancellationToken)));
                foreach (var (slot, hours) in slots.Zip(loaded))
                {
                    foreach (var slo in slot.Select(objective => objective.Slo.Id)) counts.Add(slo, Buckets(hours[slo], range, resolution));
                }
            }

            return new SliReading(counts, ImmutableDictionary<SloId, string>.Empty, []);
        }
        catch (StorageException unreachable)
        {
            return SliReading.Failed(objectives, $"Pushed counts cannot be read: {unreachable.Message}");
        }
    }

    /// <summary>Why minutes cannot be read yet; null if they can.</summary>
    /// <remarks>
    /// While the program runs, what is being handled was accepted a moment ago. After it was away that is not so: then
    /// nothing may be under way.
    /// </remarks>
    private async Task<string?> WaitingAsync(bool isCatchingUp, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow();
        while (true)
        {
            var backlog = await queue.BacklogAsync(cancellationToken);
            if (backlog.Messages == 0) return null;
            if (backlog.OldestWaiting is { } oldest && since - oldest > Patience)
                return FormattableString.Invariant($"Pushed counts wait in the queue to be recorded, the oldest since {oldest:u}; minutes are read when they are. If that lasts, look at the function RecordCounts.");
            if (!isCatchingUp) return null;
            if (time.GetUtcNow() - since > HandlingWait.Longest) return "Pushed counts are still being recorded after a pause; minutes are read when they are.";
            await Task.Delay(HandlingWait.Pause, time, cancellationToken);
        }
    }

    /// <summary>Whether a stretch has minutes that a tick in time would have read for the last time a while ago.</summary>
    private bool IsCatchingUp(IEnumerable<Objective> objectives, MinuteRange range)
    {
        var age = time.GetUtcNow() - range.Start.Start;
        return objectives.Select(objective => ((PushedSli)objective.Sli).Settings)
            .Any(settings => age > TimeSpan.FromMinutes(settings.ResettleMinutes + PushedSettings.HandlingMinutes) + TimeSpan.FromSeconds(settings.SettleSeconds));
    }

    private static Bucket[] Buckets(IEnumerable<HourCounts> hours, MinuteRange range, Resolution resolution)
    {
        var (length, width) = resolution == Resolution.Minute ? (range.Length, 1) : (range.Length / Minute.PerHour, Minute.PerHour);
        var buckets = new Bucket[length];
        foreach (var hour in hours)
        {
            if (resolution == Resolution.Hour)
            {
                buckets[(hour.Hour - range.Start) / width] = hour.Sum();
                continue;
            }

            for (var i = 0; i < Minute.PerHour; i++)
            {
                if (range.Contains(hour.Hour + i)) buckets[hour.Hour + i - range.Start] = hour.Minutes[i];
            }
        }

        return buckets;
    }
}
