using System.Collections.Immutable;
using Azure.Core;
using ErrorBudget.Pipeline.AzureMonitor;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Evaluate;
using ErrorBudget.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.AzureMonitor;

/// <summary>A source that asks a fake Azure Monitor.</summary>
internal sealed class MonitorScene : IAsyncDisposable
{
    public const string Site = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shop/providers/Microsoft.Web/sites/shop";
    public const string SourceName = "monitor";

    public static readonly Minute Noon = Minute.Containing(EvaluatorScene.Noon);

    private MonitorScene(FakeAzureMonitor server, FakeTimeProvider time, Func<TokenCredential> credential)
    {
        (Server, Time) = (server, time);
        Settings = new AzureMonitorSettings { WorkspaceId = FakeAzureMonitor.Workspace, LogsUrl = server.Address, MetricsUrl = server.Address, ResettleMinutes = 15, SettleSeconds = 60 };
        Source = new AzureMonitorSliSource(_ => Task.FromResult<Policy?>(PolicyOf([])), credential, time, server.Transport);
    }

    public FakeAzureMonitor Server { get; }

    public FakeTimeProvider Time { get; }

    public AzureMonitorSettings Settings { get; set; }

    public AzureMonitorSliSource Source { get; }

    public static async Task<MonitorScene> StartAsync(Func<TokenCredential>? credential = null)
    {
        var time = new FakeTimeProvider(EvaluatorScene.Noon.AddHours(3));
        return new MonitorScene(await FakeAzureMonitor.StartAsync(time), time, credential ?? (() => FakeAzureMonitor.Identity));
    }

    public Policy PolicyOf(ImmutableArray<Objective> objectives) => new()
    {
        Version = "test",
        RetentionDays = 400,
        Objectives = objectives,
        Prometheus = ImmutableDictionary<string, PrometheusSettings>.Empty,
        AzureMonitor = ImmutableDictionary<string, AzureMonitorSettings>.Empty.Add(SourceName, Settings),
    };

    public static Objective Objective(string service, Sli sli) => EvaluatorScene.ObjectiveOf(service) with { Sli = sli with { Source = SourceName } };

    public static AppRequestsSli Requests(string role, decimal? withinMs = null, params ImmutableArray<string> operations) =>
        new() { Roles = [role], WithinMs = withinMs, Operations = operations };

    public void Add(int minute, string role, bool? success, int itemCount = 1, double durationMs = 10, string operation = "GET /", int lateMinutes = 0) =>
        Server.Requests.Add(new AppRequest((Noon + minute).Start.AddSeconds(minute % 60), role, success)
        {
            ItemCount = itemCount,
            DurationMs = durationMs,
            OperationName = operation,
            ArrivedAt = (Noon + minute).Start.AddMinutes(lateMinutes),
        });

    public Task<SliReading> ReadAsync(int minutes, params Objective[] objectives) => ReadAsync(minutes, Resolution.Minute, objectives);

    public Task<SliReading> ReadAsync(int minutes, Resolution resolution, params Objective[] objectives) =>
        Source.ReadAsync(objectives, new MinuteRange(Noon, Noon + minutes), resolution, TestContext.Current.CancellationToken);

    public async Task<IReadOnlyList<Bucket>> CountAsync(int minutes, Sli sli, Resolution resolution = Resolution.Minute)
    {
        var reading = await ReadAsync(minutes, resolution, Objective("shop", sli));
        Assert.Empty(reading.Failures);
        Assert.Empty(reading.Rejections);
        return reading.Counts.Single().Value;
    }

    public async Task<string> FailureAsync(Sli sli)
    {
        var reading = await ReadAsync(3, Objective("shop", sli));
        Assert.Empty(reading.Counts);
        return reading.Failures.Single().Value;
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Server.Faults);
        await Server.DisposeAsync();
    }
}
