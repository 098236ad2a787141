namespace ErrorBudget.Testing;

/// <summary>A row of AppRequests.</summary>
/// <param name="TimeGenerated">When it happened.</param>
/// <param name="AppRoleName">Who answered.</param>
/// <param name="Success">Whether it succeeded; null if nobody said.</param>
public sealed record AppRequest(DateTimeOffset TimeGenerated, string AppRoleName, bool? Success)
{
    /// <summary>The operation.</summary>
    public string OperationName { get; init; } = "GET /";

    /// <summary>How long it took.</summary>
    public double DurationMs { get; init; } = 10;

    /// <summary>How many requests the row stands for.</summary>
    public int ItemCount { get; init; } = 1;

    /// <summary>When it can be queried.</summary>
    public DateTimeOffset ArrivedAt { get; init; } = DateTimeOffset.MinValue;
}
