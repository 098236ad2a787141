using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace ErrorBudgetFunctions.Http;

/// <summary>JSON of the HTTP API, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AcceptedCheckJson))]
[JsonSerializable(typeof(AcceptedCountsJson))]
[JsonSerializable(typeof(AdjustmentBody))]
[JsonSerializable(typeof(AdjustmentJson))]
[JsonSerializable(typeof(IReadOnlyList<AdjustmentJson>))]
[JsonSerializable(typeof(AuditJson))]
[JsonSerializable(typeof(BudgetJson))]
[JsonSerializable(typeof(IReadOnlyList<BudgetJson>))]
[JsonSerializable(typeof(IReadOnlyList<CountBody>))]
[JsonSerializable(typeof(GateJson))]
[JsonSerializable(typeof(HealthJson))]
[JsonSerializable(typeof(HistoryJson))]
[JsonSerializable(typeof(SignOffBody))]
[JsonSerializable(typeof(SignOffJson))]
[JsonSerializable(typeof(IReadOnlyList<SignOffJson>))]
[JsonSerializable(typeof(IReadOnlyList<UndeliveredJson>))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Writes quotes and letters as they are: the reasons are read by people, and nothing of it is put into HTML.</summary>
    public static ApiJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
