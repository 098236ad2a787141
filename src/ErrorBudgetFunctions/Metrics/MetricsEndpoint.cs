using System.IO.Compression;
using ErrorBudgetFunctions.Access;
using Microsoft.AspNetCore.ResponseCompression;

namespace ErrorBudgetFunctions.Metrics;

/// <summary>GET /api/metrics: the stored state in the text format of Prometheus.</summary>
internal static class MetricsEndpoint
{
    private const string Path = "/api/metrics";
    private const string AccessSetting = "ERRORBUDGET_METRICS_ACCESS";

    /// <summary>Registers what the endpoint needs.</summary>
    public static void AddMetricsOfState(this IServiceCollection services)
    {
        services.AddSingleton<StateReader>();

        // The same few names and labels over and over: the fastest level leaves a few percent.
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        services.AddResponseCompression(compression =>
        {
            // Of what a caller sends nothing is in the answer, so its length over TLS tells nothing.
            compression.EnableForHttps = true;
            compression.Providers.Add<GzipCompressionProvider>();
        });
    }

    /// <summary>Maps the endpoint, for anybody or for who has a reader key, as the setting says.</summary>
    /// <exception cref="InvalidOperationException">The setting cannot be understood.</exception>
    public static void MapMetrics(this WebApplication app, AppSettings settings)
    {
        app.UseWhen(context => context.Request.Path == Path, branch => branch.UseResponseCompression());
        var endpoint = app.MapGet(Path, AnswerAsync)
            .WithName("getMetrics").WithTags("App").WithSummary("The stored state of all SLOs in the text format of Prometheus")
            .Produces<string>(contentType: "text/plain");
        _ = settings.Setting(AccessSetting) switch
        {
            null or "key" => endpoint.ForKeyOf(Role.Reader),
            "anonymous" => endpoint.Anonymous(),
            var other => throw new InvalidOperationException($"{AccessSetting} is '{other}'; expected key or anonymous."),
        };
    }

    private static async Task AnswerAsync(HttpContext context, StateReader reader, CancellationToken cancellationToken)
    {
        var state = await reader.ReadAsync(cancellationToken);
        context.Response.ContentType = Exposition.ContentType;
        var output = context.Response.BodyWriter;
        var exposition = new Exposition(output);
        foreach (var metric in MetricCatalogue.All)
        {
            metric.Write(state, exposition);
            if ((await output.FlushAsync(cancellationToken)).IsCompleted) return;
        }
    }
}
