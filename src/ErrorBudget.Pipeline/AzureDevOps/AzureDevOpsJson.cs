using System.Text.Json.Serialization;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>Lines for a timeline record's live console.</summary>
internal sealed record FeedJson(IReadOnlyList<string> Value, int Count);

/// <summary>The event that ends a task.</summary>
internal sealed record TaskCompletedJson(string Name, Guid TaskId, Guid JobId, string Result);

/// <summary>JSON for Azure DevOps, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FeedJson))]
[JsonSerializable(typeof(TaskCompletedJson))]
internal sealed partial class AzureDevOpsJson : JsonSerializerContext;
