using ErrorBudget.Pipeline.Storage;

namespace ErrorBudgetFunctions;

/// <summary>Makes the tables while the program already answers, and goes on trying while the storage cannot be reached.</summary>
internal sealed class StorageSetup(ILedgerStore store, TimeProvider time, ILogger<StorageSetup> log) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _lastFailure = "the storage has not answered yet";

    /// <summary>Waits until the tables are there.</summary>
    /// <exception cref="StorageException">They were not in 20 seconds.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _ready.Task.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new StorageException(_lastFailure);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.CreateAsync(stoppingToken);
                _ready.TrySetResult();
                return;
            }
            catch (StorageException unreachable)
            {
                _lastFailure = unreachable.Message;
                log.LogError("The storage is not ready: {Message}", unreachable.Message);
            }

            await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
