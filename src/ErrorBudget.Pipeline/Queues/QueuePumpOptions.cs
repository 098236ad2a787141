namespace ErrorBudget.Pipeline.Queues;

/// <summary>How a queue is pumped. The defaults are those of the app's host.json.</summary>
public sealed record QueuePumpOptions
{
    /// <summary>How many messages are handled at once, 1 to 32.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>How often a message is tried before it goes to the poison queue.</summary>
    public int MaximumTries { get; init; } = 5;

    /// <summary>For how long nobody else sees a message that is being handled; renewed at every third of it, so also the time until a crashed process' message is handled again.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a message that could not be handled waits for its next try.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause after the queue was found empty once. It doubles each time the queue is found empty again.</summary>
    public TimeSpan MinimumPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause.</summary>
    public TimeSpan MaximumPause { get; init; } = TimeSpan.FromSeconds(15);
}
