namespace ErrorBudget.Pipeline.Audit;

/// <summary>Which audit rows to read.</summary>
/// <param name="Service">Of which service.</param>
/// <param name="From">From when, UTC, inclusive to the millisecond.</param>
/// <param name="To">Up to when, UTC, exclusive.</param>
/// <param name="After">Only rows after this one: where the last page ended. Null for the first page.</param>
/// <param name="Limit">How many at most; 1 or more.</param>
public sealed record AuditQuery(string Service, DateTimeOffset From, DateTimeOffset To, Guid? After, int Limit);
