using System.Diagnostics.Metrics;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Prometheus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>Sources as tests want them: with any transport, and with retries that do not wait.</summary>
internal static class Sources
{
    public static PrometheusLimits Impatient { get; } = PrometheusLimits.Default with { RetryDelay = TimeSpan.FromMilliseconds(1) };

    public static IMeterFactory Meters { get; } = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    public static PrometheusSliSource Of(PrometheusSettings settings, HttpMessageHandler transport, PrometheusLimits? limits = null, TimeProvider? time = null) => new(
        PrometheusSettings.DefaultName,
        settings,
        PrometheusHttp.CreateClient(settings, credential: null, time ?? TimeProvider.System, transport),
        time ?? TimeProvider.System,
        new PrometheusInstruments(Meters),
        NullLogger<PrometheusSliSource>.Instance,
        limits ?? Impatient);
}
