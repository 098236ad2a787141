using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ErrorBudget;
using ErrorBudget.Pipeline.Audit;
using ErrorBudgetFunctions.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ErrorBudgetFunctions.OpenApi;

/// <summary>What the types alone do not tell of the JSON that is written: which properties are always there, and the words of the contract.</summary>
internal static class SchemaRules
{
    private const string Suffix = "Json";

    /// <summary>The name of a type's schema; null if it has none of its own.</summary>
    public static string? NameOf(JsonTypeInfo type) =>
        OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name ? Shorten(name) : null;

    /// <summary>The name of the schema of one of our records, or of problem details.</summary>
    public static string NameOf(Type type) => Shorten(type.Name);

    /// <summary>Completes a schema.</summary>
    public static Task ApplyAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = context.JsonTypeInfo.Type;
        if (context.JsonPropertyInfo is null && schema.Properties is { } properties)
        {
            if (Needed(type) is { Length: > 0 } needed)
            {
                schema.Required = needed.ToHashSet();
                foreach (var property in needed.Select(name => properties[name]).OfType<OpenApiSchema>()) property.Type &= ~JsonSchemaType.Null;
            }
            else if (type.Assembly == typeof(SchemaRules).Assembly)
            {
                schema.Required = properties.Keys.ToHashSet();
            }
        }

        if (type == typeof(string) && WordsOf(context) is { Length: > 0 } words)
        {
            schema.Enum = [.. words.Select(word => JsonValue.Create(word))];
            if (schema.Type?.HasFlag(JsonSchemaType.Null) == true) schema.Enum.Add(JsonNullSentinel.JsonNull);
        }

        return Task.CompletedTask;
    }

    /// <summary>What posts and problems cannot do without; answers always have all of their properties.</summary>
    private static string[] Needed(Type type) =>
        type == typeof(ProblemDetails) ? ["title", "status", "detail"]
        : type == typeof(AdjustmentBody) ? ["service", "kind", "from", "reason"]
        : type == typeof(SignOffBody) ? ["service", "approver", "reason", "expiresInMinutes"]
        : type == typeof(CountBody) ? ["service", "slo", "good", "total", "at", "id"]
        : [];

    /// <summary>The words that a text may be, by the name of its property or parameter, which means the same everywhere but for "status" and "kind".</summary>
    private static string[] WordsOf(OpenApiSchemaTransformerContext context) => (context.JsonPropertyInfo?.Name ?? Camel(context.ParameterDescription?.Name)) switch
    {
        "state" => All<SloState>(WireNames.ToWire),
        "alertState" => All<AlertState>(WireNames.ToWire),
        "zone" => All<Zone>(WireNames.ToWire),
        "decision" => All<DecisionKind>(WireNames.ToWire),
        "change" => All<ChangeKind>(WireNames.ToWire),
        "kind" when context.JsonPropertyInfo?.DeclaringType == typeof(WindowJson) => All<WindowKind>(WireNames.ToWire),
        "kind" => All<AdjustmentKind>(WireNames.ToWire),
        "source" => ["policy", "api"],
        "phase" => All<AlertPhase>(WireNames.ToWire),
        "event" => All<AuditEvent>(WireNames.ToWire),
        "unit" => ["events", "slices"],
        "mode" => ["sync", "callback"],
        "strict" => ["true", "false"],
        "status" when context.JsonPropertyInfo?.DeclaringType == typeof(GateJson) => ["successful", "failed"],
        "status" when context.JsonPropertyInfo?.DeclaringType == typeof(HealthJson) => ["healthy", "unhealthy"],
        "status" when context.JsonPropertyInfo?.DeclaringType == typeof(AcceptedCheckJson) => ["accepted"],
        _ => [],
    };

    private static string? Camel(string? name) => name is null ? null : JsonNamingPolicy.CamelCase.ConvertName(name);

    private static string Shorten(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;

    private static string[] All<T>(Func<T, string> word)
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(word).Distinct()];
}
