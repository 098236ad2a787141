using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ErrorBudgetFunctions.Http;

namespace ErrorBudget.Cli.Json;

/// <summary>What is printed for programs, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<BudgetJson>))]
[JsonSerializable(typeof(GateJson))]
[JsonSerializable(typeof(BacktestJson))]
[JsonSerializable(typeof(ExplanationJson[]))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>
    /// Writes quotes and letters as they are, a property a line. Reads only what is complete: what lacks a member, or has null
    /// where there must be a value, is not what the app answers.
    /// </summary>
    public static CliJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    });

    /// <summary>A value as text.</summary>
    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}
