using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tests.Counts;

/// <summary>Pushed counts in memory, each counted once by its id.</summary>
internal sealed class MemoryCounts : ICountStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(SloId Slo, Minute Hour), HourCounts> _hours = [];
    private readonly HashSet<(SloId, string)> _ids = [];

    public Task<int> RecordAsync(Slot slot, IReadOnlyCollection<PushedCount> counts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var fresh = counts.Where(count => _ids.Add((count.SloId, count.Id))).ToArray();
            foreach (var hour in fresh.GroupBy(count => (count.SloId, count.Minute.Hour)))
                _hours[hour.Key] = _hours.GetValueOrDefault(hour.Key, new HourCounts(hour.Key.Hour)).Plus(hour);
            return Task.FromResult(fresh.Length);
        }
    }

    public Task<ILookup<SloId, HourCounts>> LoadAsync(Slot slot, MinuteRange range, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_hours.Where(hour => Slot.Of(hour.Key.Slo) == slot && hour.Key.Hour < range.End && hour.Key.Hour + Minute.PerHour > range.Start)
                .ToLookup(hour => hour.Key.Slo, hour => hour.Value));
        }
    }
}
