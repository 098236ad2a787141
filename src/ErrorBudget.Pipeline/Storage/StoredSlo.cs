namespace ErrorBudget.Pipeline.Storage;

/// <summary>A record as it stands in the store.</summary>
/// <param name="Record">The record.</param>
/// <param name="ETag">Its version; a commit that was made from an older one is refused.</param>
public sealed record StoredSlo(SloRecord Record, string ETag);
