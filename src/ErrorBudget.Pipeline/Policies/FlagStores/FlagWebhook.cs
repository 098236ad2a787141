using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>Any other flag system: it is asked by a signed webhook to switch a flag.</summary>
/// <param name="Url">Its address, which may hold a secret.</param>
/// <param name="Keys">Keys to sign with by the Standard Webhooks convention.</param>
public sealed record FlagWebhook(Secret Url, ImmutableArray<Secret> Keys) : FlagStore;
