using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tests.Dispatch;

/// <summary>A process that dies right before or right after one of its effects on the outside; afterwards nothing of it has any.</summary>
internal sealed class Mortal(int fatal = int.MaxValue, bool after = false)
{
    private int _effects;
    private volatile bool _isDead;

    public bool IsDead => _isDead;

    public async Task<T> DoAsync<T>(Func<Task<T>> effect)
    {
        var isFatal = Interlocked.Increment(ref _effects) == fatal;
        if (_isDead) throw new DeathException();
        if (isFatal && !after) return Die<T>();
        var result = await effect();
        return isFatal ? Die<T>() : result;
    }

    private T Die<T>()
    {
        _isDead = true;
        throw new DeathException();
    }

    public sealed class DeathException : Exception;
}

internal sealed class MortalDeliveries(IDeliveryStore store, Mortal process) : IDeliveryStore
{
    public Task<DeliveryRecord?> FindAsync(DeliveryKey key, CancellationToken cancellationToken) => store.FindAsync(key, cancellationToken);

    public Task<DeliveryRecord?> SaveAsync(DeliveryRecord record, CancellationToken cancellationToken) => process.DoAsync(() => store.SaveAsync(record, cancellationToken));

    public Task ListAsync(UndeliveredErrand errand, CancellationToken cancellationToken) => process.DoAsync(async () =>
    {
        await store.ListAsync(errand, cancellationToken);
        return true;
    });

    public Task UnlistAsync(UndeliveredErrand errand, CancellationToken cancellationToken) => process.DoAsync(async () =>
    {
        await store.UnlistAsync(errand, cancellationToken);
        return true;
    });

    public Task<IReadOnlyList<UndeliveredErrand>> LoadUndeliveredAsync(int limit, CancellationToken cancellationToken) => store.LoadUndeliveredAsync(limit, cancellationToken);
}

internal sealed class MortalQueue(INoticeQueue queue, Mortal process) : INoticeQueue
{
    public Task SendAsync(OutboxRecord record, CancellationToken cancellationToken) => DoAsync(() => queue.SendAsync(record, cancellationToken));

    public Task PostponeAsync(string message, TimeSpan delay, CancellationToken cancellationToken) => DoAsync(() => queue.PostponeAsync(message, delay, cancellationToken));

    public Task SetAsideAsync(string message, CancellationToken cancellationToken) => DoAsync(() => queue.SetAsideAsync(message, cancellationToken));

    private Task<bool> DoAsync(Func<Task> effect) => process.DoAsync(async () =>
    {
        await effect();
        return true;
    });
}

internal sealed class MortalConsequence(IConsequence consequence, Mortal process) : IConsequence
{
    public Task<Receipt> RunAsync(Errand errand, CancellationToken cancellationToken) => process.DoAsync(() => consequence.RunAsync(errand, cancellationToken));
}
