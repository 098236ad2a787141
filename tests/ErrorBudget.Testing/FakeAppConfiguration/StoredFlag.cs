namespace ErrorBudget.Testing;

/// <summary>A key-value as the store holds it.</summary>
/// <param name="Value">The value.</param>
/// <param name="ContentType">The content type.</param>
/// <param name="Tags">The tags.</param>
/// <param name="Version">The ETag, without quotes.</param>
public sealed record StoredFlag(string Value, string? ContentType, IReadOnlyDictionary<string, string> Tags, string Version)
{
    /// <summary>Whether nobody may change it.</summary>
    public bool IsLocked { get; init; }
}
