using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>What a check or server task sends in its headers when it asks and waits for a callback.</summary>
/// <param name="Task">Who waits.</param>
/// <param name="Token">What lets the answer in.</param>
public sealed record CheckRequest(CheckTask Task, JobToken Token)
{
    /// <summary>The headers of a check, as the tasks <c>AzureFunction</c> and <c>InvokeRESTAPI</c> send them.</summary>
    public static ImmutableArray<string> Headers { get; } = ["PlanUrl", "ProjectId", "HubName", "PlanId", "JobId", "TimelineId", "TaskInstanceId", "AuthToken"];

    /// <summary>The header that a pipeline adds by hand, <c>$(Build.BuildId)</c>, to name its run as people know it.</summary>
    public const string BuildHeader = "BuildId";

    /// <summary>The hubs a task can belong to.</summary>
    public static ImmutableArray<string> Hubs { get; } = ["build", "release", "gates", "checks"];

    /// <summary>Reads the headers, which anybody with the gate's key may have written.</summary>
    /// <param name="header">Gives a header's value; null if it is not there.</param>
    /// <param name="rules">Which addresses are allowed.</param>
    /// <param name="problems">What is wrong, one sentence a header; empty if nothing is. The token is never part of them.</param>
    /// <returns>The request; null if something is wrong.</returns>
    public static CheckRequest? Read(Func<string, string?> header, PlanUrlRules rules, out ImmutableArray<string> problems)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(rules);
        var found = ImmutableArray.CreateBuilder<string>();
        var url = rules.Read(header("PlanUrl"), out var refusal);
        if (refusal is not null) found.Add($"PlanUrl: {refusal}.");

        var hubName = header("HubName");
        var hub = Hubs.FirstOrDefault(known => known.Equals(hubName, StringComparison.OrdinalIgnoreCase));
        if (hub is null) found.Add($"HubName is {Shown(hubName)}; expected $(system.HostType), which is one of {string.Join(", ", Hubs)}.");

        var token = JobToken.Of(header("AuthToken"));
        if (token is null) found.Add($"AuthToken is missing or no token of at most {JobToken.MaximumLength} visible characters; expected $(system.AccessToken).");

        var task = new CheckTask(
            url!, Id("ProjectId", "system.TeamProjectId"), hub!, Id("PlanId", "system.PlanId"), Id("JobId", "system.JobId"),
            Id("TimelineId", "system.TimelineId"), Id("TaskInstanceId", "system.TaskInstanceId"));
        problems = found.ToImmutable();
        return problems.IsEmpty ? new CheckRequest(task, token!) : null;

        Guid Id(string name, string macro)
        {
            var text = header(name);
            // The length too, since parsing forgives spaces around it.
            if (text is { Length: 36 } && Guid.TryParseExact(text, "D", out var id) && id != Guid.Empty) return id;
            found.Add($"{name} is {Shown(text)}; expected $({macro}), which is a GUID.");
            return Guid.Empty;
        }
    }

    /// <summary>
    /// The pipeline run that asks: its build's id if it sends one, else its plan's; null if there is neither. Where there is no
    /// build, the variable's name arrives in place of its value.
    /// </summary>
    /// <param name="header">Gives a header's value; null if it is not there.</param>
    public static string? PipelineRun(Func<string, string?> header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return header(BuildHeader) is { Length: > 0 } build && !build.StartsWith("$(", StringComparison.Ordinal) ? build : header("PlanId") is { Length: > 0 } plan ? plan : null;
    }

    /// <summary>A value as it may stand in a message: short, and without control characters.</summary>
    private static string Shown(string? text) => text is not { Length: > 0 }
        ? "missing"
        : $"'{new string([.. text.Take(40).Select(c => c is >= ' ' and <= '~' ? c : '?')])}{(text.Length > 40 ? "…" : "")}'";
}
