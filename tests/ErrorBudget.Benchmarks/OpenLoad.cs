using System.Collections.Concurrent;
using System.Diagnostics;

namespace ErrorBudget.Benchmarks;

/// <summary>
/// Requests at a fixed rate, whether or not earlier ones have been answered (an open loop). Latency counts from when a
/// request was due, so that an app that stands still is not asked less while it does ("coordinated omission"), and what the
/// generator itself is late is counted too.
/// </summary>
/// <param name="Latencies">All of them, sorted.</param>
/// <param name="Failures">How many were not answered with 200.</param>
internal sealed record OpenLoad(IReadOnlyList<TimeSpan> Latencies, int Failures)
{
    private const int Connections = 64;

    /// <summary>The memory the app holds afterwards.</summary>
    public double ResidentMegabytes { get; init; }

    /// <summary>Asks one path after the other.</summary>
    public static async Task<OpenLoad> RunAsync(Uri address, string[] paths, int rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var transport = new SocketsHttpHandler { MaxConnectionsPerServer = Connections, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1) };
        using var client = new HttpMessageInvoker(transport);
        var uris = paths.Select(path => new Uri(address, path)).ToArray();
        var latencies = new ConcurrentBag<TimeSpan>();
        var failures = 0;
        var count = (int)(rate * duration.TotalSeconds);
        var pending = new Task[count];
        await Task.Factory.StartNew(Send, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(pending);
        return new OpenLoad([.. latencies.Order()], failures);

        void Send()
        {
            var clock = Stopwatch.StartNew();
            for (var number = 0; number < count; number++)
            {
                var due = TimeSpan.FromSeconds((double)number / rate);
                while (clock.Elapsed < due) Thread.Sleep(TimeSpan.FromMilliseconds(1));
                cancellationToken.ThrowIfCancellationRequested();
                var uri = uris[number % uris.Length];
                pending[number] = Task.Run(() => AskAsync(uri, due, clock), cancellationToken);
            }
        }

        async Task AskAsync(Uri uri, TimeSpan due, Stopwatch clock)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, uri);
                using var response = await client.SendAsync(request, cancellationToken);
                await response.Content.CopyToAsync(Stream.Null, cancellationToken);
                if (!response.IsSuccessStatusCode) Interlocked.Increment(ref failures);
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref failures);
            }

            latencies.Add(clock.Elapsed - due);
        }
    }

    /// <summary>0.5 is the median, 1 the longest.</summary>
    public TimeSpan Quantile(double quantile) => Latencies[(int)Math.Ceiling(quantile * Latencies.Count) - 1];
}
