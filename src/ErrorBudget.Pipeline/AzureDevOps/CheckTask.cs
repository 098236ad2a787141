namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>The task in Azure Pipelines that asks and waits for an answer.</summary>
/// <param name="PlanUrl">The organisation's or collection's address, which <see cref="PlanUrlRules"/> let pass; ends with a slash.</param>
/// <param name="ProjectId">The project.</param>
/// <param name="HubName">One of <see cref="CheckRequest.Hubs"/>.</param>
/// <param name="PlanId">The run's plan.</param>
/// <param name="JobId">The job, whose timeline record takes the lines.</param>
/// <param name="TimelineId">The timeline.</param>
/// <param name="TaskInstanceId">The task in the job.</param>
public sealed record CheckTask(Uri PlanUrl, Guid ProjectId, string HubName, Guid PlanId, Guid JobId, Guid TimelineId, Guid TaskInstanceId)
{
    /// <summary>Names the task; asking twice for the same one is asking once.</summary>
    public string Key => $"{PlanId:N}-{JobId:N}-{TaskInstanceId:N}";

    /// <summary>Whether a text can be a <see cref="Key"/>.</summary>
    public static bool IsKey(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('-') is [var plan, var job, var task] && new[] { plan, job, task }.All(part => part.Length == 32 && part.All(char.IsAsciiHexDigitLower));
    }
}
