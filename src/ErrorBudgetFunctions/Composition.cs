using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Queues;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.AzureMonitor;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Digest;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Prometheus;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;
using ErrorBudgetFunctions.Http;
using ErrorBudgetFunctions.Metrics;
using ErrorBudgetFunctions.OpenApi;
using ErrorBudgetFunctions.Standalone;
using ErrorBudgetFunctions.Telemetry;
using ErrorBudgetFunctions.Triggers;
using NCrontab;

namespace ErrorBudgetFunctions;

/// <summary>Puts the program together: what needs what.</summary>
internal static class Composition
{
    private const string MeterName = "ErrorBudget";

    public static void AddErrorBudget(this WebApplicationBuilder builder, AppSettings settings)
    {
        builder.WebHost.UseUrls(settings.Urls);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Readable));

        builder.AddTelemetry(settings);
        var services = builder.Services;
        ApiDescription.Add(services);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddMetrics();
        services.AddSingleton(provider => provider.GetRequiredService<IMeterFactory>().Create(MeterName));
        services.AddSingleton(_ => StorageConnection.Read(settings.Setting, CredentialOf));
        services.AddSingleton(provider => TableStore.Connect(
            provider.GetRequiredService<StorageConnection>(),
            settings.Setting("ERRORBUDGET_TABLE") is { } table ? new TableStoreOptions { TableName = table } : new TableStoreOptions(),
            provider.GetRequiredService<Meter>()));
        services.AddSingleton<ILedgerStore>(provider => provider.GetRequiredService<TableStore>());
        services.AddSingleton(provider => provider.GetRequiredService<TableStore>().Policies);
        services.AddSingleton(provider => provider.GetRequiredService<TableStore>().Audit);
        services.AddSingleton(provider => provider.GetRequiredService<TableStore>().SignOffs);
        services.AddSingleton(provider => provider.GetRequiredService<TableStore>().Adjustments);
        services.AddSingleton(provider => OpenQueues(provider.GetRequiredService<StorageConnection>()));
        services.AddQueue(StorageQueue.Notices);
        services.AddQueue(StorageQueue.Shards);
        services.AddQueue(StorageQueue.Checks);
        services.AddQueue(StorageQueue.Counts);
        services.AddSingleton<INoticeQueue>(provider => provider.GetRequiredKeyedService<StorageQueue>(StorageQueue.Notices));

        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<PolicyInForce>(provider, settings.PolicyPath, settings.Setting));
        services.AddSingleton<PrometheusInstruments>();
        services.AddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services.AddSingleton<Func<TokenCredential>>(provider => provider.GetRequiredService<TokenCredential>);
        services.AddCounts();
        services.AddSources();
        services.AddSingleton(new EvaluationOptions());
        services.AddSingleton<BudgetEvaluator>();
        services.AddSingleton<SnapshotReader>();
        services.AddSingleton<BudgetHistory>();
        services.AddSingleton<RecentAudit>();
        services.AddSingleton<ReleaseGate>();
        services.AddSingleton<SignOffReader>();
        services.AddSingleton<SignOffDesk>();
        services.AddSingleton<AdjustmentReader>();
        services.AddSingleton<BurnDownReader>();
        services.AddSingleton<AdjustmentDesk>();
        services.AddSingleton<AuditWriter>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Retention>(provider, provider.GetRequiredService<TableStore>().Dated));
        services.AddHostedService(provider => provider.GetRequiredService<AuditWriter>());
        services.AddAzureDevOpsChecks(settings);

        services.AddSingleton<StorageSetup>();
        services.AddHostedService(provider => provider.GetRequiredService<StorageSetup>());
        services.AddHostedService<PolicyWarmUp>();
        services.AddSingleton<EvaluateBudgets>();
        services.AddSingleton<EvaluateShard>();
        services.AddSingleton<AnswerCheck>();
        services.AddDispatch();
        services.AddDigests();
        services.AddMetricsOfState();
        if (!settings.IsStandalone) return;
        services.AddSingleton(settings.Queues);
        services.AddTimer<EvaluateBudgets>("Evaluation", settings.Schedule, trigger => trigger.RunAsync, firesAtStart: true);
        services.AddTimer<SendDigest>("The digest", settings.DigestSchedule, trigger => trigger.RunAsync);
        services.AddTimer<SendReviewReminder>("The review reminder", settings.ReviewSchedule, trigger => trigger.RunAsync);
        services.AddHostedService<QueueTriggers>();
    }

    /// <summary>The kinds of sources; an objective is read by the first that reads SLIs of its kind.</summary>
    private static void AddSources(this IServiceCollection services)
    {
        services.AddSingleton<CurrentPrometheusSources>();
        services.AddSingleton(provider => new AzureMonitorSliSource(
            async cancellationToken => await provider.GetRequiredService<PolicyInForce>().CurrentAsync(cancellationToken),
            provider.GetRequiredService<Func<TokenCredential>>(),
            provider.GetRequiredService<TimeProvider>(),
            instruments: provider.GetRequiredService<AzureMonitorInstruments>()));
        services.AddSingleton<ISliSource>(provider => new TracedSliSource(new JourneySource(new RoutedSliSource(
        [
            new SliRoute(sli => sli is PushedSli, provider.GetRequiredService<PushedSliSource>()),
            new SliRoute(AzureMonitorSliSource.Reads, provider.GetRequiredService<AzureMonitorSliSource>()),
            new SliRoute(_ => true, provider.GetRequiredService<CurrentPrometheusSources>()),
        ]))));
    }

    private static void AddCounts(this IServiceCollection services)
    {
        services.AddSingleton<ICountQueue>(provider => provider.GetRequiredKeyedService<StorageQueue>(StorageQueue.Counts));
        services.AddSingleton(provider => provider.GetRequiredService<TableStore>().Counts);
        services.AddSingleton<AcceptCounts>();
        services.AddSingleton<CountRecorder>();
        services.AddSingleton<RecordCounts>();
        services.AddSingleton<PushedSliSource>();
    }

    private static void AddDigests(this IServiceCollection services)
    {
        services.AddSingleton<ReportReader>();
        services.AddSingleton<DigestRun>();
        services.AddSingleton<ReviewRun>();
        services.AddSingleton<SendDigest>();
        services.AddSingleton<SendReviewReminder>();
    }

    /// <summary>Not AddHostedService, which takes one service of a type.</summary>
    private static void AddTimer<TTrigger>(
        this IServiceCollection services, string name, CrontabSchedule schedule, Func<TTrigger, Func<CancellationToken, Task>> run, bool firesAtStart = false)
        where TTrigger : notnull => services.AddSingleton<IHostedService>(provider => new ScheduledTrigger(
            name, run(provider.GetRequiredService<TTrigger>()), schedule, firesAtStart, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ScheduledTrigger>>()));

    private static void AddQueue(this IServiceCollection services, string name) => services.AddKeyedSingleton(
        name, (provider, _) => new StorageQueue(provider.GetRequiredService<QueueServiceClient>(), name));

    private static QueueServiceClient OpenQueues(StorageConnection connection)
    {
        var options = new QueueClientOptions { Retry = { NetworkTimeout = TimeSpan.FromSeconds(10) } };
        return connection.Open(
            "queue",
            connectionString => new QueueServiceClient(connectionString, options),
            (address, credential) => new QueueServiceClient(address, credential, options));
    }

    /// <summary>Settings are read at once, so that a wrong one stops the start and not a release.</summary>
    private static void AddAzureDevOpsChecks(this IServiceCollection services, AppSettings settings)
    {
        services.AddSingleton(PlanUrlRules.Read(settings.Setting));
        services.AddSingleton(TokenCipher.Read(settings.Setting));
        services.AddSingleton(provider => provider.GetRequiredService<TableStore>().Checks);
        services.AddSingleton(provider => new AzureDevOpsClient(AzureDevOpsClient.CreateTransport(), new AzureDevOpsLimits(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PromptGate>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<AcceptCheck>(provider, provider.GetRequiredKeyedService<StorageQueue>(StorageQueue.Checks)));
        services.AddSingleton<AnswerPendingChecks>();
    }

    private static TokenCredential CredentialOf(StorageIdentity identity) => identity.Credential == "managedidentity"
        ? new ManagedIdentityCredential(identity.ClientId is { } client ? ManagedIdentityId.FromUserAssignedClientId(client) : ManagedIdentityId.SystemAssigned)
        : new DefaultAzureCredential();
}
