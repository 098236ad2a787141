using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>The issues of a GitHub repository.</summary>
/// <param name="Api">The API's base address, for example <c>https://api.github.com</c>.</param>
/// <param name="Owner">The repository's owner.</param>
/// <param name="Repository">The repository's name.</param>
/// <param name="Labels">Labels that every ticket gets, besides its own.</param>
/// <param name="Token">A token with <c>issues: write</c>.</param>
public sealed record GitHubIssues(Uri Api, string Owner, string Repository, ImmutableArray<string> Labels, Secret Token) : Tracker;
