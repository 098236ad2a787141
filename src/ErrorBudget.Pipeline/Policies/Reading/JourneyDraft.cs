using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>A journey as read from its file; its members may be declared in any file.</summary>
/// <param name="Method">How the members are taken together.</param>
/// <param name="Missing">What a member without data does to a minute.</param>
/// <param name="Members">The members.</param>
internal sealed record JourneyDraft(JourneyMethod Method, MissingMember Missing, ImmutableArray<JourneyMemberDraft> Members);
