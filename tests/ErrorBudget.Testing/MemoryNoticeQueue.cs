using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Testing;

/// <summary>A queue in memory.</summary>
public sealed class MemoryNoticeQueue : INoticeQueue
{
    private readonly ConcurrentQueue<OutboxRecord> _sent = new();
    private readonly ConcurrentQueue<(string, TimeSpan)> _postponed = new();
    private readonly ConcurrentQueue<string> _aside = new();

    /// <summary>What is to be seen later, in order.</summary>
    public IReadOnlyCollection<(string Message, TimeSpan Delay)> Postponed => _postponed;

    /// <summary>What was put aside, in order.</summary>
    public IReadOnlyCollection<string> Aside => _aside;

    /// <summary>What was sent, in order.</summary>
    public IReadOnlyCollection<OutboxRecord> Sent => _sent;

    /// <summary>Why nothing can be sent at present; null if it can.</summary>
    public string? Failure { get; set; }

    public Task SendAsync(OutboxRecord record, CancellationToken cancellationToken) => Take(() => _sent.Enqueue(record));

    public Task PostponeAsync(string message, TimeSpan delay, CancellationToken cancellationToken) => Take(() => _postponed.Enqueue((message, delay)));

    public Task SetAsideAsync(string message, CancellationToken cancellationToken) => Take(() => _aside.Enqueue(message));

    private Task Take(Action take)
    {
        if (Failure is { } failure) throw new StorageException(failure);
        take();
        return Task.CompletedTask;
    }
}
