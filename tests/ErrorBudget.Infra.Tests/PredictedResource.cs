using System.Text.Json;

namespace ErrorBudget.Infra.Tests;

/// <summary>A resource that a deployment would make. Values that only Azure knows are expressions in brackets.</summary>
internal sealed record PredictedResource(string Id, string Type, string Name, JsonElement Json)
{
    /// <summary>A property by its path below <c>properties</c>, for example <c>siteConfig.ftpsState</c>; null if it is not set.</summary>
    public JsonElement? Property(string path)
    {
        if (!Json.TryGetProperty("properties", out var found)) return null;
        foreach (var name in path.Split('.'))
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found)) return null;
        }

        return found.ValueKind == JsonValueKind.Null ? null : found;
    }

    /// <summary>A property as text; null if it is not set.</summary>
    public string? Text(string path) => Property(path)?.ToString();
}
