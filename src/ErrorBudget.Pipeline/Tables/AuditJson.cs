using System.Text.Json;
using System.Text.Json.Serialization;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Audit;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>The JSON of audit rows, sign-offs and adjustments.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(SignOff))]
[JsonSerializable(typeof(AdjustmentDocument))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    /// <summary>A text property holds 32 Ki characters.</summary>
    private const int MaximumLength = 32_000;

    private const int MaximumReasonLength = 1_000;

    /// <summary>An entry with as many of its reasons, the decisive ones first, as fit.</summary>
    public static string Write(AuditEntry entry)
    {
        var json = JsonSerializer.Serialize(entry, Default.AuditEntry);
        if (json.Length <= MaximumLength || entry.Decision is not { } decision) return json;
        List<string> reasons = [.. decision.Reasons.Select(reason => reason.Length <= MaximumReasonLength ? reason : reason[..MaximumReasonLength] + '…')];
        do
        {
            json = JsonSerializer.Serialize(entry with { Decision = decision with { Reasons = reasons } }, Default.AuditEntry);
            reasons = reasons[..(reasons.Count / 2)];
        }
        while (json.Length > MaximumLength && reasons.Count > 0);

        return json;
    }

    /// <summary>An entry as it was written.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static AuditEntry Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.AuditEntry) ?? throw new InvalidDataException("It holds no audit row.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }
}
