using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>Objectives as a policy declares them.</summary>
internal static class Declared
{
    public static Objective Availability(string service, string slo = "availability", string source = PrometheusSettings.DefaultName, params string[] success) =>
        Of(service, slo, Metric("http_requests_total", service, source, success));

    public static Objective Latency(string service, decimal le, string slo = "latency") =>
        Of(service, slo, Metric("http_request_duration_seconds_bucket", service, PrometheusSettings.DefaultName, []) with { Le = le });

    public static Objective Query(string service, string total, string? good = null, string? bad = null) =>
        Of(service, "query", new QuerySli { Good = good, Bad = bad, Total = total });

    private static MetricSli Metric(string metric, string service, string source, string[] success) => new()
    {
        Source = source,
        Metric = metric,
        ServiceLabel = "service",
        Service = service,
        StatusLabel = "code",
        SuccessValues = success.Length == 0 ? ["2..", "3..", "4.."] : [.. success],
    };

    private static Objective Of(string service, string slo, Sli sli) => new()
    {
        Slo = new Slo { Id = new SloId(service, slo), Target = new Target(0.999m), Window = SloWindow.Rolling(30) },
        Sli = sli,
    };
}
