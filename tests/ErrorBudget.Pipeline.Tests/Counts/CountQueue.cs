using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tests.Counts;

/// <summary>A queue of counts in memory, whose backlog a test says.</summary>
internal sealed class CountQueue : ICountQueue
{
    public List<string> Messages { get; } = [];

    public CountBacklog? Backlog { get; set; } = CountBacklog.Empty;

    public Task SendAsync(string message, CancellationToken cancellationToken)
    {
        Messages.Add(message);
        return Task.CompletedTask;
    }

    public Task<int> GivenUpAsync(CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<CountBacklog> BacklogAsync(CancellationToken cancellationToken) => Backlog is { } backlog ? Task.FromResult(backlog) : throw new StorageException("no queue");
}
