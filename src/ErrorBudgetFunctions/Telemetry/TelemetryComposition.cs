using System.Diagnostics;
using Azure.Monitor.OpenTelemetry.Exporter;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.AzureMonitor;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Telemetry;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ErrorBudgetFunctions.Telemetry;

/// <summary>Sends traces, metrics and logs where the settings say; without such settings nothing is collected.</summary>
internal static class TelemetryComposition
{
    /// <summary>Of the framework's metrics, those that say something about this app.</summary>
    private static readonly string[] FrameworkMetrics = ["http.server.request.duration", "http.client.request.duration"];

    public static void AddTelemetry(this WebApplicationBuilder builder, AppSettings app)
    {
        var settings = TelemetrySettings.Read(app.Setting);
        var services = builder.Services;
        services.AddSingleton<EvaluationInstruments>();
        services.AddSingleton<GateInstruments>();
        services.AddSingleton<DeliveryInstruments>();
        services.AddSingleton<AzureMonitorInstruments>();
        services.AddSingleton<PolicyInstruments>();
        services.AddSingleton<DecisionLog>();
        services.AddSingleton(provider => new BudgetLog(provider.GetRequiredService<ILogger<BudgetLog>>(), settings.BudgetMinutes));
        services.AddSingleton<TelemetryFlush>();

        // Records for dashboards, not for people who read along.
        builder.Logging.AddFilter<ConsoleLoggerProvider>(DecisionLog.Category, LogLevel.None);
        builder.Logging.AddFilter<ConsoleLoggerProvider>(BudgetLog.Category, LogLevel.None);
        if (settings.IsOn) services.AddExport(settings, app);
    }

    private static void AddExport(this IServiceCollection services, TelemetrySettings settings, AppSettings app)
    {
        services.AddHostedService<PolicyWatch>();
        services.Configure<OpenTelemetryLoggerOptions>(options => options.IncludeFormattedMessage = true);
        var export = services.AddOpenTelemetry()
            .ConfigureResource(resource => TelemetryResource.Describe(resource, app.Setting))
            .WithTracing(tracing => tracing
                .AddSource(TelemetryName.Source)
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.Filter = context => context.Request.Path.StartsWithSegments("/api");
                    options.EnrichWithHttpRequest = (span, request) => FunctionSpan.Identify(span, request);
                })
                .AddHttpClientInstrumentation(options => options.FilterHttpRequestMessage = _ => BelongsToSomething(Activity.Current)))
            .WithMetrics(metrics => metrics
                .AddMeter(TelemetryName.Source)
                .AddMeter("Microsoft.AspNetCore.Hosting", "System.Net.Http")
                .AddView(instrument => instrument.Meter.Name == TelemetryName.Source || FrameworkMetrics.Contains(instrument.Name) ? null : MetricStreamConfiguration.Drop))
            .WithLogging();
        if (settings.ExportsOtlp) export.UseOtlpExporter();
        if (settings.AzureMonitor is not null) export.AddAzureMonitor(settings, keepsAll: app.Setting("OTEL_TRACES_SAMPLER") is null);
    }

    private static void AddAzureMonitor(this OpenTelemetryBuilder export, TelemetrySettings settings, bool keepsAll)
    {
        var credential = settings.Identity?.Credential();
        export
            .WithTracing(tracing => tracing.AddAzureMonitorTraceExporter(Configure, credential))
            .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(Configure, credential))
            .WithLogging(logging => logging.AddAzureMonitorLogExporter(Configure, credential));

        void Configure(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = settings.AzureMonitor;
            options.EnableLiveMetrics = false;

            // A gate's decision is listed also where the trace it belongs to is not kept.
            options.EnableTraceBasedLogsSampler = false;
            if (!keepsAll) return;

            // The exporter's own default is five traces a second, by chance: half a trace explains nothing.
            options.TracesPerSecond = null;
            options.SamplingRatio = 1;
        }
    }

    /// <summary>Looking into a queue that is empty, or writing audit rows later on, belongs to nothing and is not worth a trace.</summary>
    private static bool BelongsToSomething(Activity? request) => request is { Parent: not null } or { HasRemoteParent: true };
}
