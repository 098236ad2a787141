namespace ErrorBudget.Pipeline.Policies;

/// <summary>A Microsoft Teams channel or chat, through a workflow's webhook.</summary>
/// <param name="Url">The webhook's address, a secret.</param>
public sealed record TeamsWorkflow(Secret Url) : Channel;
