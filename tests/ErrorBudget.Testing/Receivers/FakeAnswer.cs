namespace ErrorBudget.Testing;

/// <summary>What a fake receiver answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="ContentType">Its type.</param>
public sealed record FakeAnswer(int Status, string Body = "", string ContentType = "text/plain")
{
    /// <summary>The header Retry-After; null for none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The header Location; null for none.</summary>
    public string? Location { get; init; }

    /// <summary>An answer in JSON.</summary>
    public static FakeAnswer Json(int status, string body) => new(status, body, "application/json");
}
