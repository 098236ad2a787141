namespace ErrorBudget.Pipeline.Storage;

/// <summary>What one call of <see cref="IDatedRows.PurgeAsync"/> did.</summary>
/// <param name="Deleted">How many rows it deleted.</param>
/// <param name="After">Where the next call goes on; null if it is through.</param>
public sealed record PurgeStep(int Deleted, string? After);
