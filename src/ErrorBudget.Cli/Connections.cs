using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Queues;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.AzureMonitor;
using ErrorBudget.Pipeline.Backtest;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Prometheus;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Cli;

/// <summary>Opens what is outside. Nothing is called before a command needs it.</summary>
internal sealed class Connections(Settings settings, TimeProvider time) : IDisposable
{
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private PrometheusSources? _prometheus;
    private TableStore? _store;

    /// <summary>The storage account.</summary>
    /// <exception cref="StorageException">Its settings cannot be used.</exception>
    public StorageConnection Account => StorageConnection.Read(settings.Setting, CredentialOf);

    /// <summary>The tables.</summary>
    /// <exception cref="StorageException">The settings of the account cannot be used.</exception>
    /// <exception cref="Failure">The table's name is none.</exception>
    public TableStore Store
    {
        get
        {
            try
            {
                return _store ??= TableStore.Connect(Account, settings.Table, Meters.Create("ErrorBudget"));
            }
            catch (ArgumentException wrong)
            {
                throw new Failure(ExitCode.Usage, wrong.Message);
            }
        }
    }

    /// <summary>Whether the settings name a storage account.</summary>
    public bool HasStorage => StorageConnection.IsConfigured(settings.Setting);

    /// <summary>The queues.</summary>
    /// <exception cref="StorageException">The settings of the account cannot be used.</exception>
    public QueueServiceClient Queues => Account.Open("queue", text => new QueueServiceClient(text), (uri, credential) => new QueueServiceClient(uri, credential));

    private IMeterFactory Meters => _metrics.GetRequiredService<IMeterFactory>();

    /// <summary>What a policy's events are counted by. Counts that are pushed lie in the app's storage.</summary>
    /// <exception cref="StorageException">Counts are pushed, and the settings of the account cannot be used.</exception>
    public ISliSource Sources(Policy policy) => new JourneySource(new RoutedSliSource(
    [
        new SliRoute(AzureMonitorSliSource.Reads, new AzureMonitorSliSource(_ => Task.FromResult<Policy?>(policy), () => new DefaultAzureCredential(), time)),
        new SliRoute(sli => sli is MetricSli or QuerySli, Prometheus(policy)),
        new SliRoute(sli => sli is PushedSli, policy.Objectives.Any(objective => objective.Sli is PushedSli) && HasStorage ? Pushed() : new UnreadSource("its counts are pushed and lie in the app's storage: set AzureWebJobsStorage")),
    ]));

    /// <summary>A queue of the app.</summary>
    /// <exception cref="StorageException">The settings of the account cannot be used.</exception>
    public StorageQueue Queue(string name) => new(Queues, name);

    private PushedSliSource Pushed() => new(Store.Counts, Queue(StorageQueue.Counts), time);

    private PrometheusSources Prometheus(Policy policy) => _prometheus ??= new PrometheusSources(
        policy.Prometheus,
        policy.Prometheus.Values.Any(server => server.AzureManaged) ? new DefaultAzureCredential() : null,
        time,
        new PrometheusInstruments(Meters),
        NullLoggerFactory.Instance);

    /// <summary>Where the past is looked up.</summary>
    public ILedgers Ledgers(Origin origin, Policy policy, IProgress<double>? progress = null) =>
        origin == Origin.Ledger ? new StoredLedgers(Store) : new SourceLedgers(Sources(policy), policy, time, progress);

    /// <summary>Objectives with the adjustments that people made besides those that the policy declares.</summary>
    /// <exception cref="StorageException">They cannot be read.</exception>
    public async Task<ImmutableArray<Objective>> LayOverAsync(ImmutableArray<Objective> objectives, CancellationToken cancellationToken)
    {
        var made = await new AdjustmentReader(Store.Adjustments).CurrentAsync(cancellationToken);
        return [.. objectives.Select(made.LaidOver)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _prometheus?.Dispose();
        _metrics.Dispose();
    }

    private static TokenCredential CredentialOf(StorageIdentity identity) => identity.Credential == "managedidentity"
        ? new ManagedIdentityCredential(identity.ClientId is { } client ? ManagedIdentityId.FromUserAssignedClientId(client) : ManagedIdentityId.SystemAssigned)
        : new DefaultAzureCredential();
}
