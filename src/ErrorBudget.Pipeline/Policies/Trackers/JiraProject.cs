using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>A project of Jira Cloud.</summary>
/// <param name="Site">The site's address, for example <c>https://contoso.atlassian.net</c>.</param>
/// <param name="Project">The project's key.</param>
/// <param name="IssueType">The type of the issues, for example <c>Task</c>.</param>
/// <param name="Labels">Labels that every ticket gets, besides its own; no spaces.</param>
/// <param name="User">The user's mail address.</param>
/// <param name="Token">The user's API token.</param>
public sealed record JiraProject(Uri Site, string Project, string IssueType, ImmutableArray<string> Labels, string User, Secret Token) : Tracker;
