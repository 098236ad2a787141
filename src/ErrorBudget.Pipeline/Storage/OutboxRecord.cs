namespace ErrorBudget.Pipeline.Storage;

/// <summary>Something that happened and has to be told, stored with the change that caused it.</summary>
/// <param name="Id">The same for the same event, however often it is computed, and of no other event in the slot.</param>
/// <param name="At">When it happened: what the outbox is ordered by, before <paramref name="Id"/>. The same for the same event, too.</param>
/// <param name="Json">The event as JSON, at most 16 KB.</param>
public sealed record OutboxRecord(string Id, Minute At, string Json);
