using ErrorBudget.Testing;

namespace StandIns;

/// <summary>The settings with which the demo's policy reaches the receivers, by name.</summary>
internal static class Settings
{
    public static Dictionary<string, string> Of(FakeSlack slack, FakeGitHub github, FakeAppConfiguration flags) => new()
    {
        ["SLACK_BOT_TOKEN"] = slack.Token,
        ["SLACK_API_URL"] = slack.Api.ToString(),
        ["GITHUB_TOKEN"] = FakeGitHub.Token,
        ["GITHUB_API_URL"] = github.Address.ToString(),
        ["FLAGS_URL"] = flags.Address.ToString(),
        ["FLAGS_KEY_ID"] = AccessRules.KeyId,
        ["FLAGS_KEY"] = AccessRules.Key,
    };
}
