namespace ErrorBudget.Pipeline.Storage;

/// <summary>Something that happened and has to be told, stored with the change that caused it.</summary>
/// <param name="Id">The same for the same event, however often it is computed; ordered by time within an SLO.</param>
/// <param name="Json">The event as JSON, at most 16 KB.</param>
public sealed record OutboxRecord(string Id, string Json);
