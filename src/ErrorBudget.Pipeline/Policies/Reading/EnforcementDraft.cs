namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>
/// What one place of a policy says follows from a spent budget. Each of its parts is taken as a whole from the
/// innermost place that has it.
/// </summary>
/// <param name="Gate">How the gate decides; null if left out.</param>
/// <param name="FeatureFlags">What happens to feature flags; null if left out.</param>
/// <param name="Notification">Who is told; null if left out.</param>
/// <param name="Tickets">Which tickets are opened; null if left out.</param>
internal sealed record EnforcementDraft(ReleaseGateDraft? Gate, FeatureFlagDraft? FeatureFlags, NotificationRules? Notification, TicketDraft? Tickets)
{
    /// <summary>Says nothing.</summary>
    public static EnforcementDraft None { get; } = new(null, null, null, null);

    /// <summary>The section <c>enforcement</c> of a section, completed by the place around it.</summary>
    public static EnforcementDraft Read(Fields parent, EnforcementDraft outer)
    {
        if (parent.Section("enforcement", Sections.Enforcement) is not { } fields) return outer;
        return new EnforcementDraft(
            fields.Section("release_gate", Sections.ReleaseGate) is { } gate ? ReleaseGateReader.Read(gate) : outer.Gate,
            fields.Section("feature_flag", Sections.FeatureFlag) is { } flag ? FeatureFlagDraft.Read(flag) : outer.FeatureFlags,
            fields.Section("notification", Sections.Notification) is { } notification ? NotificationReader.Read(notification) : outer.Notification,
            fields.Section("tickets", Sections.Tickets) is { } tickets ? TicketDraft.Read(tickets) : outer.Tickets);
    }
}
