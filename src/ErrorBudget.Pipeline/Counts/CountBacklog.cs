namespace ErrorBudget.Pipeline.Counts;

/// <summary>Accepted counts that are not recorded yet.</summary>
/// <param name="Messages">How many messages there are at most, those that are being handled included; 0 is certain.</param>
/// <param name="OldestWaiting">When the oldest of those that nobody handles at the moment was accepted, UTC; null if there is none.</param>
public sealed record CountBacklog(int Messages, DateTimeOffset? OldestWaiting)
{
    /// <summary>Everything that was accepted is recorded.</summary>
    public static CountBacklog Empty { get; } = new(0, null);
}
