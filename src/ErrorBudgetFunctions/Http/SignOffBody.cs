using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.SignOffs;

namespace ErrorBudgetFunctions.Http;

/// <summary>What is posted to grant a sign-off. A misspelt name is refused: it would widen the scope.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SignOffBody(
    string? Service, string? Slo, string? Change, string? PipelineRun, string? Approver, string? Reason, int? ExpiresInMinutes)
{
    public const string Example = """{"service":"payment-gateway","slo":"availability","change":"critical","pipelineRun":"run-17","approver":"Ada","reason":"…","expiresInMinutes":60}""";

    private const int LongestApprover = 100;
    private const int LongestReason = 500;

    /// <summary>The request, or what is wrong with it.</summary>
    public bool TryRead(string? grantedBy, [NotNullWhen(true)] out SignOffRequest? request, [NotNullWhen(false)] out string? error)
    {
        request = null;
        error = string.IsNullOrEmpty(Service) ? "'service' is missing."
            : TextBounds.Check("approver", Approver, LongestApprover)
            ?? TextBounds.Check("reason", Reason, LongestReason)
            ?? (PipelineRun is null ? null : TextBounds.Check("pipelineRun", PipelineRun, GateRequest.LongestPipelineRun))
            ?? (Slo is "" ? "'slo' is empty; leave it out for all SLOs of the service." : null)
            ?? (Change is "" || WireNames.ParseChange(Change) is null ? $"'change' is '{Change}'; expected standard, critical, fix or rollback, or none for all." : null)
            ?? (ExpiresInMinutes is not >= 1 ? "'expiresInMinutes' is missing or below 1." : null);
        if (error is null)
        {
            request = new SignOffRequest(
                Service!, Slo, Change is null ? null : WireNames.ParseChange(Change), PipelineRun, Approver!.Trim(), Reason!.Trim(), ExpiresInMinutes!.Value, grantedBy);
        }

        return error is null;
    }
}
