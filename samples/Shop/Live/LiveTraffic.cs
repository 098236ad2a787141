using Shop.Traffic;

namespace Shop.Live;

/// <summary>Lets the services answer requests, a quarter of a second at a time, from the moment it is created.</summary>
internal sealed class LiveTraffic(ShopMetrics metrics, FaultBoard faults, TimeProvider clock) : BackgroundService
{
    private readonly PeriodicTimer _timer = new(TimeSpan.FromMilliseconds(250), clock);
    private long _answeredUpTo = clock.GetTimestamp();

    public override void Dispose()
    {
        base.Dispose();
        _timer.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var streams = ShopServices.All.Select(service => (Service: service, Requests: new RequestStream(service, new Random()))).ToList();
        while (await _timer.WaitForNextTickAsync(stoppingToken))
        {
            // Ticks come late on a busy machine: the time that really passed counts.
            var now = clock.GetTimestamp();
            var passed = clock.GetElapsedTime(_answeredUpTo, now);
            _answeredUpTo = now;
            foreach (var (service, requests) in streams)
                foreach (var (outcome, count) in requests.Draw(clock.GetUtcNow(), passed, faults.Of(service.Name)))
                    metrics.Count(service, outcome, count);
        }
    }
}
