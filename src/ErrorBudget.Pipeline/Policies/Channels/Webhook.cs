using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>Any system that takes CloudEvents.</summary>
/// <param name="Url">Its address, which may hold a secret.</param>
/// <param name="Keys">
/// Keys to sign with by the Standard Webhooks convention, <c>whsec_…</c>; several while keys are being exchanged, none to
/// leave requests unsigned.
/// </param>
public sealed record Webhook(Secret Url, ImmutableArray<Secret> Keys) : Channel;
