namespace ErrorBudget.Pipeline.Policies;

/// <summary>Slack through an incoming webhook, which fixes the channel and can neither reply in a thread nor change a message.</summary>
/// <param name="Url">The webhook's address, a secret.</param>
public sealed record SlackWebhook(Secret Url) : Channel;
