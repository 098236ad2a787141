using System.Collections.Immutable;
using System.Text.Json;
using Azure.Core.Pipeline;
using ErrorBudget.Pipeline.AppConfiguration;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.FeatureFlags;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Pipeline.Webhooks;
using ErrorBudget.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.FeatureFlags;

/// <summary>A fake App Configuration, real tables in Azurite, and processes that switch flags and may die.</summary>
internal sealed class FlagScene : IAsyncDisposable
{
    public const string On = """{"id":"new-checkout","enabled":true,"conditions":{"client_filters":[]}}""";
    public static readonly string Off = On.Replace("true", "false", StringComparison.Ordinal);
    public static readonly SloId Slo = new("shop", "availability");

    private readonly OutgoingHttp _http;

    private FlagScene(FakeAppConfiguration fake, TestStore store, OutgoingHttp http, Mortality mortality, FakeTimeProvider time)
    {
        (Fake, Store, _http, Mortality, Time) = (fake, store, http, mortality, time);
        Queue = new MortalQueue(mortality);
    }

    public FakeAppConfiguration Fake { get; }

    public TestStore Store { get; }

    public Mortality Mortality { get; }

    public FakeTimeProvider Time { get; }

    public MortalQueue Queue { get; }

    /// <summary>The rules of the SLO.</summary>
    public FeatureFlagRules Rules { get; set; } = new(AutoRollback: true, BurnThreshold: 10) { Flags = ["new-checkout"], Store = "production", Restore = true };

    /// <summary>The store of flags.</summary>
    public FlagStore FlagStore { get; set; } = null!;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<FlagScene> StartAsync(AzuriteFixture azurite)
    {
        var (time, mortality) = (new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero)), new Mortality());
        var fake = await FakeAppConfiguration.StartAsync(time);
        var transport = new HttpClientTransport(new HttpClient(new Mortality.Handler(mortality, new SocketsHttpHandler { UseProxy = false })));
        var store = await TestStore.OpenAsync((await azurite.ServerAsync()).ConnectionString, transport);
        var http = new OutgoingHttp(new Mortality.Handler(mortality, OutgoingHttp.CreateTransport()), time);
        return new FlagScene(fake, store, http, mortality, time) { FlagStore = new AppConfigurationStore(fake.Address, null, null) { Name = "production" } };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Store.Dispose();
        await Fake.DisposeAsync();
    }

    /// <summary>A new process: nothing remembered but what is stored.</summary>
    public FlagRollback Start() => new(
        new AppConfigurationFlags(_http, () => AccessRules.Identity, Time), new WebhookFlags(_http, Time), Store.Store.Flags, Store.Store.Audit, Queue, Time);

    public Task<Receipt> DueAsync(string flag = "new-checkout", string episode = "e1", SloId? slo = null) =>
        Start().RunAsync(Errand(BudgetEventKind.RollbackDue, flag, episode, slo ?? Slo), Cancellation);

    public Task<Receipt> OverAsync(string flag = "new-checkout", string episode = "e1", SloId? slo = null) =>
        Start().RunAsync(Errand(BudgetEventKind.RollbackOver, flag, episode, slo ?? Slo), Cancellation);

    public Errand Errand(BudgetEventKind kind, string flag, string episode, SloId slo)
    {
        var objective = new Objective
        {
            Slo = new Slo { Id = slo, Target = new Target(0.999m), Window = SloWindow.Rolling(30) },
            Sli = new MetricSli { Metric = "http_requests_total", ServiceLabel = "service", Service = slo.Service, StatusLabel = "code", SuccessValues = ["2.."] },
            FeatureFlags = Rules,
        };
        var policy = new Policy
        {
            Version = "2.0-test",
            RetentionDays = 100,
            Prometheus = ImmutableDictionary<string, PrometheusSettings>.Empty,
            FlagStores = ImmutableDictionary<string, FlagStore>.Empty.Add(FlagStore.Name, FlagStore),
            Objectives = [objective],
        };
        var cause = new BudgetEvent($"{kind}|{episode}", kind, Time.GetUtcNow(), policy.Version) { Service = slo.Service, Slo = slo.Slo, Episode = episode, Facts = Facts };
        return new Errand(cause, FlagRollback.TargetPrefix + flag, policy, objective);
    }

    /// <summary>The audit rows of a flag.</summary>
    public async Task<IReadOnlyList<AuditEntry>> AuditOfAsync(string flag = "new-checkout", string service = "shop")
    {
        var query = new AuditQuery(service, Time.GetUtcNow().AddDays(-2), Time.GetUtcNow().AddDays(1), null, 1000);
        return [.. (await Store.Store.Audit.ReadAsync(query, Cancellation)).Where(entry => entry.Flag?.Flag == flag)];
    }

    /// <summary>What people were told of a flag, once for each id.</summary>
    public IReadOnlyList<BudgetEvent> ToldOf(string flag = "new-checkout") =>
        [.. Queue.Sent.Select(record => BudgetEvent.Parse(record.Json)).Where(told => told.Id.EndsWith($"|{flag}", StringComparison.Ordinal)).DistinctBy(told => told.Id)];

    public static bool IsOn(string value) => JsonDocument.Parse(value).RootElement.GetProperty("enabled").GetBoolean();

    private BudgetFacts Facts => new(
        "team-shop", 0.999m, "30 d", "events", 1_490, 2_000_000, 2_000, 25.5m, Zone.SignOff,
        [new BurnFact("fast", BurnSeverity.Fast, 60, 14.9m, 1_490, 100_000, 5, 15.2m, 14.4m, Active: true)],
        120, null, Time.GetUtcNow());

    /// <summary>A queue in memory to which a call may be the last one.</summary>
    internal sealed class MortalQueue(Mortality mortality) : INoticeQueue
    {
        private readonly MemoryNoticeQueue _queue = new();

        public IReadOnlyCollection<OutboxRecord> Sent => _queue.Sent;

        public Task SendAsync(OutboxRecord record, CancellationToken cancellationToken) => RunAsync(() => _queue.SendAsync(record, cancellationToken));

        public Task PostponeAsync(string message, TimeSpan delay, CancellationToken cancellationToken) => RunAsync(() => _queue.PostponeAsync(message, delay, cancellationToken));

        public Task SetAsideAsync(string message, CancellationToken cancellationToken) => RunAsync(() => _queue.SetAsideAsync(message, cancellationToken));

        private Task<bool> RunAsync(Func<Task> call) => mortality.RunAsync(async () =>
        {
            await call();
            return true;
        });
    }
}
