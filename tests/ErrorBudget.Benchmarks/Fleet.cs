using System.Globalization;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Benchmarks;

/// <summary>Services with traffic: what Prometheus scraped of them every 15 seconds, and their policy.</summary>
/// <param name="Services">How many.</param>
/// <param name="Start">When the metrics begin.</param>
/// <param name="End">When they end.</param>
internal sealed record Fleet(int Services, Minute Start, Minute End)
{
    private const int ScrapeSeconds = 15;
    private static readonly int[] _codes = [200, 404, 500];

    /// <summary>The services' policy: one SLO each, with the default burn-rate rules.</summary>
    /// <param name="prometheus">Where their metrics are.</param>
    /// <param name="windowDays">How many days the SLOs' windows have.</param>
    /// <exception cref="InvalidOperationException">The policy is refused.</exception>
    public Policy PolicyAt(Uri prometheus, int windowDays)
    {
        var reading = PolicyReader.Read(
            [new PolicyFile("benchmark.yaml", PolicyText(windowDays))], name => name == PolicyReader.PrometheusUrlSetting ? prometheus.ToString() : null);
        return reading.Policy ?? throw new InvalidOperationException($"The policy is refused: {reading.Problems[0]}");
    }

    /// <summary>The text of that policy.</summary>
    public string PolicyText(int windowDays)
    {
        var services = Enumerable.Range(0, Services).Select(service => $"    - {{ name: {NameOf(service)}, slo: {{ target: 0.999, window_days: {windowDays} }} }}");
        return $"policy:\n  version: \"2.0\"\n  services:\n{string.Join('\n', services)}\n";
    }

    /// <summary>Writes the samples in the OpenMetrics format.</summary>
    public void Write(TextWriter writer)
    {
        writer.WriteLine("# TYPE http_requests counter");
        for (var service = 0; service < Services; service++)
        {
            foreach (var code in _codes) Write(writer, service, code);
        }
    }

    private void Write(TextWriter writer, int service, int code)
    {
        var name = NameOf(service);
        var series = string.Create(CultureInfo.InvariantCulture, $"http_requests_total{{service=\"{name}\",code=\"{code}\",job=\"{name}\",instance=\"{name}:80\"}}");
        var (value, scrape) = (0L, 0);

        // Not all services are scraped in the same second.
        for (var second = Start.UnixSeconds + (service % ScrapeSeconds); second < End.UnixSeconds; second += ScrapeSeconds)
        {
            value += Growth(service, code, scrape++);
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{series} {value} {second}"));
        }
    }

    /// <summary>
    /// Requests between two scrapes: 10 to 200 a second, a few of them not found, and errors that spend about an eighth of the
    /// budget, so that no alert fires and no zone changes.
    /// </summary>
    private static long Growth(int service, int code, int scrape) => code switch
    {
        200 => 15 * (10 + (service * 31 % 200)) * (90 + ((scrape * 7) + service) % 21) / 100,
        404 => (service + scrape) % 3,
        _ => (service + (scrape * 5)) % 58 == 0 ? 1 + (service * 31 % 200 / 10) : 0,
    };

    /// <summary>The name of a service.</summary>
    public static string NameOf(int service) => string.Create(CultureInfo.InvariantCulture, $"service-{service:00000}");
}
