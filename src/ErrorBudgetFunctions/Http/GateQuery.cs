using ErrorBudget;
using ErrorBudget.Pipeline.Gate;

namespace ErrorBudgetFunctions.Http;

/// <summary>What the gate is asked, as it stands in the address.</summary>
/// <param name="Change">standard, critical, fix or rollback; standard if there is none.</param>
/// <param name="Strict">true: a closed gate is answered with 403.</param>
/// <param name="PipelineRun">The run that asks; a sign-off may be for it alone.</param>
internal readonly record struct GateQuery(string? Change, string? Strict, string? PipelineRun)
{
    /// <summary>Whether a closed gate is answered with 403.</summary>
    public bool IsStrict => Strict == "true";

    /// <summary>Reads it.</summary>
    /// <param name="change">What is to be released.</param>
    /// <returns>What cannot be understood; null if all can.</returns>
    public string? Read(out ChangeKind change)
    {
        var parsed = WireNames.ParseChange(Change);
        change = parsed ?? default;
        if (parsed is null) return $"'change' is '{Change}'; expected standard, critical, fix or rollback.";
        if (Strict is not (null or "" or "true" or "false")) return $"'strict' is '{Strict}'; expected true or false.";
        return string.IsNullOrWhiteSpace(PipelineRun) ? null : TextBounds.Check("pipelineRun", PipelineRun, GateRequest.LongestPipelineRun);
    }
}
