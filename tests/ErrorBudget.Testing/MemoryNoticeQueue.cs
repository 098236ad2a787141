using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Testing;

/// <summary>A queue in memory.</summary>
public sealed class MemoryNoticeQueue : INoticeQueue
{
    private readonly ConcurrentQueue<OutboxRecord> _sent = new();

    /// <summary>What was sent, in order.</summary>
    public IReadOnlyCollection<OutboxRecord> Sent => _sent;

    /// <summary>Why nothing can be sent at present; null if it can.</summary>
    public string? Failure { get; set; }

    public Task SendAsync(OutboxRecord record, CancellationToken cancellationToken)
    {
        if (Failure is { } failure) throw new StorageException(failure);
        _sent.Enqueue(record);
        return Task.CompletedTask;
    }
}
