using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tests.Dispatch;

/// <summary>A queue in memory with the real one's rules: at least once, hidden for a while, five attempts, poison.</summary>
internal sealed class TimedQueue(TimeProvider time) : INoticeQueue
{
    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(30);

    private readonly List<Message> _messages = [];

    public List<string> Poison { get; } = [];

    public List<TimeSpan> Delays { get; } = [];

    /// <summary>When the next message can be seen; null if there is none.</summary>
    public DateTimeOffset? Next => _messages.Count == 0 ? null : _messages.Min(message => message.VisibleAt);

    public Task SendAsync(OutboxRecord record, CancellationToken cancellationToken) => PostponeAsync(record.Json, TimeSpan.Zero, cancellationToken);

    public Task PostponeAsync(string message, TimeSpan delay, CancellationToken cancellationToken)
    {
        Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromDays(7));
        if (delay > TimeSpan.Zero) Delays.Add(delay);
        lock (_messages) _messages.Add(new Message(message, time.GetUtcNow() + delay));
        return Task.CompletedTask;
    }

    public Task SetAsideAsync(string message, CancellationToken cancellationToken)
    {
        Poison.Add(message);
        return Task.CompletedTask;
    }

    /// <summary>Gives the messages that can be seen now to a handler, one after the other.</summary>
    public async Task PumpAsync(Func<string, Task> handle)
    {
        foreach (var message in _messages.Where(message => message.VisibleAt <= time.GetUtcNow()).ToList())
        {
            message.Attempts++;
            try
            {
                await handle(message.Text);
                _messages.Remove(message);
            }
            catch (Exception failure) when (failure is Mortal.DeathException or StorageException)
            {
                message.VisibleAt = time.GetUtcNow() + Visibility;
                if (message.Attempts < 5) continue;
                Poison.Add(message.Text);
                _messages.Remove(message);
            }
        }
    }

    private sealed class Message(string text, DateTimeOffset visibleAt)
    {
        public string Text => text;

        public DateTimeOffset VisibleAt { get; set; } = visibleAt;

        public int Attempts { get; set; }
    }
}
