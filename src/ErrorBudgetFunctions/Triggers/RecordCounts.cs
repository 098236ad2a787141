using ErrorBudget.Pipeline.Counts;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>What a message in the queue of pushed counts starts: they are added to the sums of their minutes.</summary>
internal sealed class RecordCounts(StorageSetup storage, CountRecorder recorder)
{
    /// <exception cref="System.Text.Json.JsonException">The message holds no counts.</exception>
    /// <exception cref="InvalidOperationException">Some counts are too old to be recorded.</exception>
    public async Task RunAsync(string message, CancellationToken cancellationToken)
    {
        var counts = CountMessage.Parse(message);
        await storage.WaitAsync(cancellationToken);
        await recorder.RunAsync(counts, cancellationToken);
    }
}
