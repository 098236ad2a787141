using Prometheus;
using Shop.Traffic;

namespace Shop.Live;

/// <summary>The counters and histograms that Prometheus scrapes.</summary>
internal sealed class ShopMetrics
{
    private readonly Counter _requests;
    private readonly Histogram _durations;

    public ShopMetrics()
    {
        var metrics = Metrics.WithCustomRegistry(Registry);
        _requests = metrics.CreateCounter("http_requests_total", "Requests answered, by service and status.", "service", "code");
        _durations = metrics.CreateHistogram(
            "http_request_duration_seconds",
            "How long requests took, by service and status.",
            ["service", "status_code"],
            new HistogramConfiguration { Buckets = [.. LatencyProfile.Bounds] });

        // Every series exists from the start, at zero: the first error must be an increase, not a birth.
        foreach (var service in ShopServices.All)
            foreach (var (outcome, _) in service.Mix(Fault.None))
                Count(service, outcome, 0);
    }

    public CollectorRegistry Registry { get; } = Metrics.NewCustomRegistry();

    public void Count(SimulatedService service, Outcome outcome, int count)
    {
        if (outcome.Seconds is { } seconds)
        {
            var child = _durations.WithLabels(service.Name, outcome.Code);
            if (count > 0) child.Observe(seconds, count);
        }
        else
        {
            _requests.WithLabels(service.Name, outcome.Code).Inc(count);
        }
    }
}
