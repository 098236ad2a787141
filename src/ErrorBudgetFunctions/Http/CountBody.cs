using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using ErrorBudget.Pipeline.Counts;

namespace ErrorBudgetFunctions.Http;

/// <summary>One of the counts that are posted. A misspelt name is refused: what it was meant for would be missing.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CountBody(string? Service, string? Slo, long? Good, long? Total, string? At, string? Id)
{
    public const string Example = """[{"service":"payroll","slo":"jobs","good":99,"total":100,"at":"2026-11-23T08:05:00Z","id":"host-1/2026-11-23T08:05"}]""";

    /// <summary>The count, or what is wrong with it.</summary>
    public bool TryRead([NotNullWhen(true)] out PushedCount? count, [NotNullWhen(false)] out string? error)
    {
        count = null;
        var at = default(DateTimeOffset);
        error = string.IsNullOrEmpty(Service) ? "'service' is missing."
            : string.IsNullOrEmpty(Slo) ? "'slo' is missing."
            : Total is null ? "'total' is missing."
            : Good is null ? "'good' is missing."
            : PushedCount.Problem(Good.Value, Total.Value, Id)
            ?? (IsoTime.TryRead(At, out at) ? null : "'at' is missing or no time; expected ISO 8601, for example 2026-11-23T08:05:00Z.");
        if (error is null) count = new PushedCount(Service!, Slo!, Good!.Value, Total!.Value, at, Id!);
        return error is null;
    }
}
