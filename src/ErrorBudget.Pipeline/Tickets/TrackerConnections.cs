using Azure.Core;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.GitHub;
using ErrorBudget.Pipeline.Jira;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>The trackers behind their settings. A tracker holds nothing but these, so it is made whenever it is needed.</summary>
/// <param name="http">Sends requests.</param>
/// <param name="credential">The app's identity, for trackers whose settings have no token.</param>
public sealed class TrackerConnections(OutgoingHttp http, Func<TokenCredential> credential)
{
    /// <summary>The tracker behind its settings.</summary>
    /// <exception cref="ArgumentException">They are of a kind that is not known here.</exception>
    public ITracker Open(Tracker settings) => settings switch
    {
        AzureBoards boards => new BoardsTracker(boards, http, credential),
        GitHubIssues issues => new GitHubTracker(issues, http),
        JiraProject project => new JiraTracker(project, http),
        _ => throw new ArgumentException($"No tracker is known behind {settings}.", nameof(settings)),
    };
}
