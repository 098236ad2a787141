using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace ErrorBudgetFunctions.Http;

/// <summary>JSON of the HTTP API, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BudgetJson))]
[JsonSerializable(typeof(IReadOnlyList<BudgetJson>))]
[JsonSerializable(typeof(GateJson))]
[JsonSerializable(typeof(HealthJson))]
[JsonSerializable(typeof(HistoryJson))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;
