using System.Net.Http.Json;

namespace PushCounts;

/// <summary>
/// Counts a program's events in memory and pushes them to POST /api/counts. What is being pushed keeps its ids until it is
/// accepted, so that every event is counted once, whatever fails on the way. Safe for several threads.
/// </summary>
/// <param name="http">Its base address is the app's, and it sends the header x-functions-key with a writer key.</param>
/// <param name="service">The service.</param>
/// <param name="slo">Its SLO, which has <c>sli: { pushed: true }</c> in the policy.</param>
/// <param name="time">The clock.</param>
public sealed class CountWriter(HttpClient http, string service, string slo, TimeProvider time) : IDisposable
{
    private const int LargestBatch = 1000;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly string _writer = Guid.NewGuid().ToString("N");
    private readonly Dictionary<DateTimeOffset, (long Good, long Total)> _counted = [];
    private readonly List<Count> _unsent = [];
    private long _number;

    /// <summary>How late counts may be, as <c>lateness_minutes</c> says in the policy; what could not be pushed by then is dropped.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How many events could not be pushed in time.</summary>
    public long Dropped { get; private set; }

    /// <summary>Counts an event that happens now.</summary>
    public void Record(bool success) => Add(success ? 1 : 0, 1);

    /// <summary>Pushes what has been counted; if it was nothing, that there was no traffic. To be called every minute, and at the end.</summary>
    /// <exception cref="HttpRequestException">It was not accepted; the next call sends it again.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            Add(0, 0);
            while (Next() is { Length: > 0 } batch)
            {
                using var response = await http.PostAsJsonAsync("api/counts", batch, cancellationToken);
                response.EnsureSuccessStatusCode();
                lock (_lock) _unsent.RemoveRange(0, batch.Length);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private void Add(long good, long total)
    {
        var now = time.GetUtcNow();
        var minute = now - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerMinute);
        lock (_lock)
        {
            var (goodBefore, totalBefore) = _counted.GetValueOrDefault(minute);
            _counted[minute] = (goodBefore + good, totalBefore + total);
        }
    }

    /// <summary>What is to be sent next; from now on it has ids and does not change.</summary>
    private Count[] Next()
    {
        lock (_lock)
        {
            foreach (var (minute, (good, total)) in _counted) _unsent.Add(new Count(service, slo, good, total, minute, $"{_writer}/{++_number}"));
            _counted.Clear();
            var latest = time.GetUtcNow() - Lateness;
            Dropped += _unsent.Where(count => count.At < latest).Sum(count => count.Total);
            _unsent.RemoveAll(count => count.At < latest);
            return [.. _unsent.Take(LargestBatch)];
        }
    }

    private sealed record Count(string Service, string Slo, long Good, long Total, DateTimeOffset At, string Id);
}
