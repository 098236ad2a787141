using System.Globalization;
using System.Text;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>A storage, a Slack and a PagerDuty behind secrets, and a service whose counts are pushed, so that it burns when a test wants it.</summary>
internal sealed class TelemetryWorld : IAsyncDisposable
{
    public const string Service = "payroll";
    public const string GateKey = "gate-key-0123456789abcdef";
    public const string RoutingKey = "pagerduty-routing-key-4711-secret";
    public const string OtlpKey = "otlp-ingest-key-0815";
    public const string WriterKey = "writer-key-0123456789abc";

    private readonly string _policy = Path.Combine(Path.GetTempPath(), $"errorbudget-telemetry-{Guid.NewGuid():N}.yaml");

    private TelemetryWorld(AzuriteServer azurite, FakeSlack slack, FakeOtlp otlp) => (Azurite, Slack, Otlp) = (azurite, slack, otlp);

    public AzuriteServer Azurite { get; }

    public FakeSlack Slack { get; }

    public FakeOtlp Otlp { get; }

    /// <summary>What must never be exported: every key, the path of the webhook, the storage account's key.</summary>
    public IReadOnlyList<string> Secrets =>
    [
        Slack.Webhook.AbsolutePath, "webhook-secret", GateKey, WriterKey, RoutingKey, OtlpKey,
        Azurite.ConnectionString.Split("AccountKey=")[1].Split(';')[0],
    ];

    public static async Task<TelemetryWorld> StartAsync(bool otlpHangs = false, int shards = 1)
    {
        var world = new TelemetryWorld(await AzuriteServer.StartAsync(), await FakeSlack.StartAsync(), await FakeOtlp.StartAsync(otlpHangs));
        await File.WriteAllTextAsync(world._policy, $$"""
            policy:
              version: "2.0"
              shards: {{shards}}
              channels:
                "slack:#payroll": { webhook_url: "${SLACK_URL}" }
                "pagerduty:payroll": { routing_key: "${PAGERDUTY_KEY}", api_url: "http://127.0.0.1:{{FreePort.Next()}}" }
              services:
                - name: {{Service}}
                  sli: { pushed: true, settle_seconds: 1, lateness_minutes: 60 }
                  slo: { target: 0.99, window_days: 1 }
                  burn_rates:
                    fast: { window_minutes: 10, multiplier: 14.4, confirm_window_minutes: 2 }
                  enforcement:
                    release_gate: { action: block, approval_override: true }
                    notification: { channels: ["slack:#payroll", "pagerduty:payroll"], when: [fast_burn] }
            """);
        return world;
    }

    /// <summary>Settings that export to the receiver.</summary>
    public Dictionary<string, string> Settings() => new()
    {
        ["AzureWebJobsStorage"] = Azurite.ConnectionString,
        ["ERRORBUDGET_POLICY"] = _policy,
        ["SLACK_URL"] = Slack.Webhook.ToString(),
        ["PAGERDUTY_KEY"] = RoutingKey,
        ["EVALUATION_SCHEDULE"] = "* * * * * *",
        ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:01",
        ["ERRORBUDGET_KEYS__gate"] = $"pipeline={GateKey}",
        ["ERRORBUDGET_KEYS__writer"] = $"batch={WriterKey}",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Otlp.Address.ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-test={OtlpKey}",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    /// <summary>
    /// Half of the events of the last half hour were bad, those of this minute too: the first tick may be over before they are
    /// recorded, and the next one judges by this minute.
    /// </summary>
    public static async Task BurnAsync(AppProcess app)
    {
        var now = Minute.Containing(DateTimeOffset.UtcNow);
        var counts = Enumerable.Range(-30, 31).Select(offset => string.Create(CultureInfo.InvariantCulture, $$"""{"service":"{{Service}}","slo":"availability","good":500,"total":1000,"at":"{{now + offset}}","id":"telemetry-{{(now + offset).Index}}"}"""));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/counts?code={WriterKey}") { Content = new StringContent($"[{string.Join(',', counts)}]", Encoding.UTF8, "application/json") };
        (await app.Client.SendAsync(request, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await Otlp.DisposeAsync();
        await Slack.DisposeAsync();
        await Azurite.DisposeAsync();
        File.Delete(_policy);
    }
}
