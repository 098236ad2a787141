using System.Net;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>OpenSLO documents, as they are published, read by the built app from a real Prometheus.</summary>
public sealed class OpenSloTests
{
    /// <summary>Says the same as OpenSLO's example of low traffic, with weeks that begin on Mondays, and the other shapes of queries.</summary>
    private const string More = """
        - apiVersion: openslo/v1
          kind: SLO
          metadata: { name: weekly, labels: { team: [team-a, team-b] } }
          spec:
            service: web
            indicator:
              metadata: { name: not-failed }
              spec:
                ratioMetric:
                  counter: true
                  good: { metricSource: { metricSourceRef: shop-prometheus, spec: { query: 'sum(http_requests_total{job="search",code=~"2..|4.."})' } } }
                  total: { metricSource: { metricSourceRef: shop-prometheus, spec: { query: 'http_requests_total{job="search"}' } } }
            timeWindow: [{ duration: 1w, isRolling: false, calendar: { startTime: 2022-01-03 00:00:00, timeZone: America/New_York } }]
            budgetingMethod: Timeslices
            objectives: [{ target: 0.9995, timeSliceTarget: 0.95, timeSliceWindow: 1m }]
            alertPolicies:
        - apiVersion: openslo/v1
          kind: SLI
          metadata: { name: found }
          spec:
            ratioMetric:
              good: { metricSource: { metricSourceRef: shop-prometheus, spec: { query: 'sum(increase(http_requests_total{job="search",code!="404"}[5m]))' } } }
              total: { metricSource: { metricSourceRef: shop-prometheus, spec: { query: 'sum(increase(http_requests_total{job="search"}[{{window}}]))' } } }
        - apiVersion: openslo/v1
          kind: SLO
          metadata: { name: found }
          spec:
            service: web
            indicatorRef: found
            timeWindow: [{ duration: 30d, isRolling: true }]
            budgetingMethod: Occurrences
            objectives: [{ targetPercent: 97 }]
        """;

    [Fact]
    public async Task Documents_as_they_are_published_give_the_budgets_that_the_metrics_tell_to_the_last_event()
    {
        var now = Minute.Containing(DateTimeOffset.UtcNow);
        var history = new SteadyHistory(now.FloorTo(Minute.PerHour) - (30 * Minute.PerHour), now + 15);
        await using var azurite = await AzuriteServer.StartAsync();
        await using var prometheus = await PrometheusServer.StartAsync(history.Write, cancellationToken: TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("errorbudget-openslo-");
        try
        {
            var published = await File.ReadAllTextAsync(Path.Combine(AppProcess.Repository, "config", "examples", "openslo.yaml"), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "openslo.yaml"), published.Replace("http://prometheus.monitoring:9090", prometheus.Address.ToString(), StringComparison.Ordinal), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "more.yaml"), More, TestContext.Current.CancellationToken);
            await using var app = await AppProcess.StartAsync(new Dictionary<string, string>
            {
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
                ["ERRORBUDGET_POLICY"] = folder.FullName,
                ["PROMETHEUS_URL"] = prometheus.Address.ToString(),
                ["EVALUATION_SCHEDULE"] = "* * * * * *",
            });
            await app.UntilAsync("all history is read", async () => await app.GetAsync("/api/health") is (HttpStatusCode.OK, var health) && health.GetProperty("backfilling").GetInt32() == 0 && health.GetProperty("slos").GetInt32() == 5, TimeSpan.FromSeconds(120));

            var (_, budgets) = await app.GetAsync("/api/budgets");
            Assert.Equal(
                [("search", "availability", "team-search, team-shop"), ("search", "minutes-hoped-for", "team-platform"), ("search", "minutes-promised", "team-platform"), ("web", "found", ""), ("web", "weekly", "team-a, team-b")],
                budgets.EnumerateArray().Select(budget => (Text(budget, "service"), Text(budget, "slo"), Text(budget, "owner"))).Order());
            foreach (var budget in budgets.EnumerateArray()) AssertTrue(budget, history.Counted);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AssertTrue(JsonElement budget, MinuteRange counted)
    {
        var through = Minute.Containing(budget.GetProperty("dataThrough").GetDateTimeOffset());
        var (start, end, slo) = (counted.Start, Minute.Min(through, counted.End), Text(budget, "slo"));
        switch (slo)
        {
            case "availability":
                Assert.Equal((slo, Sum(200) + Sum(404), Sum(200) + Sum(404) + Sum(503)), Events());
                break;
            case "found":
                Assert.Equal((slo, Sum(200) + Sum(503), Sum(200) + Sum(404) + Sum(503)), Events());
                break;
            case "minutes-promised":
                Assert.Equal((slo, "slices", BadMinutes(BeginningOf("month", "Europe/Berlin"), minute => SteadyHistory.Fast(minute) < 38)), Slices());
                break;
            case "minutes-hoped-for":
                // A slice of five minutes with a slow one has 168 fast requests of 200.
                Assert.Equal((slo, "slices", BadMinutes(BeginningOf("month", "Europe/Berlin"), minute => minute.Index % 5 == 4 && Enumerable.Range(0, 5).Any(back => SteadyHistory.Fast(minute - back) < 38))), Slices());
                break;
            case "weekly":
                Assert.Equal((slo, "slices", BadMinutes(BeginningOf("week", "America/New_York"), minute => SteadyHistory.Requests(minute, 503) > 0.05 * (SteadyHistory.Requests(minute, 200) + SteadyHistory.Requests(minute, 404) + SteadyHistory.Requests(minute, 503)))), Slices());
                break;
            default:
                Assert.Fail($"There is no {slo} in the documents.");
                break;
        }

        long Sum(int code) => Enumerable.Range(0, end - start).Sum(index => SteadyHistory.Requests(start + index, code));
        long BadMinutes(Minute from, Func<Minute, bool> isBad) => Enumerable.Range(0, end - start).Select(index => start + index).Count(minute => minute >= from && isBad(minute));
        Minute BeginningOf(string period, string zone) => StartOf(period, TimeZoneInfo.FindSystemTimeZoneById(zone), through);
        (string, long, long) Events() => (slo, budget.GetProperty("good").GetInt64(), budget.GetProperty("total").GetInt64());
        (string, string, long) Slices() => (slo, Text(budget, "unit"), budget.GetProperty("bad").GetInt64());
    }

    /// <summary>When the present month or week began, whose first day is Monday.</summary>
    private static Minute StartOf(string period, TimeZoneInfo zone, Minute through)
    {
        var day = TimeZoneInfo.ConvertTime((through - 1).Start, zone).Date;
        var first = period == "month" ? day.AddDays(1 - day.Day) : day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        return Minute.Containing(new DateTimeOffset(first, zone.GetUtcOffset(first)));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
