namespace ErrorBudgetFunctions.Http;

/// <summary>Whether the pipeline works, and what does not.</summary>
internal sealed record HealthJson(
    string Status,
    IReadOnlyList<string> Problems,
    string? PolicyVersion,
    int Slos,
    int Backfilling,
    DateTime? EvaluatedAt,
    DateTime? DataThrough);
