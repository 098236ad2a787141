namespace ErrorBudget.Pipeline.Policies;

/// <summary>Azure Boards.</summary>
/// <param name="Organization">The organisation's address, for example <c>https://dev.azure.com/contoso</c>.</param>
/// <param name="Project">The project's name.</param>
/// <param name="WorkItemType">The type of the work items, for example <c>Issue</c> or <c>User Story</c>.</param>
/// <param name="AreaPath">Their area; null for the project's.</param>
/// <param name="Token">A personal access token; null for the app's own identity.</param>
public sealed record AzureBoards(Uri Organization, string Project, string WorkItemType, string? AreaPath, Secret? Token) : Tracker;
