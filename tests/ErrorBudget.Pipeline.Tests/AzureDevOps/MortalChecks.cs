using ErrorBudget.Pipeline.AzureDevOps;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

/// <summary>The checks of an instance that dies right before or right after one of its writes.</summary>
internal sealed class MortalChecks(IPendingChecks checks, int fatalWrite, bool after) : IPendingChecks
{
    private int _writes;

    public Task<bool> RememberAsync(PendingCheck check, CancellationToken cancellationToken) => WriteAsync(() => checks.RememberAsync(check, cancellationToken));

    public Task<DueChecks> LoadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => checks.LoadDueAsync(now, limit, cancellationToken);

    public Task<DueChecks> LoadDueAsync(string key, DateTimeOffset now, CancellationToken cancellationToken) => checks.LoadDueAsync(key, now, cancellationToken);

    public Task<PendingCheck?> SaveAsync(PendingCheck check, DateTimeOffset due, CancellationToken cancellationToken) => WriteAsync(() => checks.SaveAsync(check, due, cancellationToken));

    public Task CloseAsync(PendingCheck check, DateTimeOffset forget, CancellationToken cancellationToken) => WriteAsync(async () =>
    {
        await checks.CloseAsync(check, forget, cancellationToken);
        return true;
    });

    public Task ForgetAsync(DateTimeOffset now, CancellationToken cancellationToken) => checks.ForgetAsync(now, cancellationToken);

    private async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        var isFatal = Interlocked.Increment(ref _writes) == fatalWrite;
        if (isFatal && !after) throw new DeathException();
        var result = await write();
        return isFatal ? throw new DeathException() : result;
    }

    public sealed class DeathException : Exception;
}
