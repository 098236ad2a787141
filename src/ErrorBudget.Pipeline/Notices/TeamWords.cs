using static ErrorBudget.Pipeline.Notices.Circumstances;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>What is said of feature flags, the policy and the week.</summary>
internal static class TeamWords
{
    public static NoticeWords FlagsSwitchedOff(Circumstances what) => new(
        NoticeTone.Warning,
        NoticePhase.Tells,
        $"{what.Subject}: feature flags were switched off to stop the burn",
        Paragraph(Sentence(what.Event.Detail), Fast(what), what.Standing));

    public static NoticeWords FlagsSwitchedOn(Circumstances what) => new(
        NoticeTone.Information,
        NoticePhase.Tells,
        $"{what.Subject}: feature flags were switched on again",
        Paragraph(Sentence(what.Event.Detail), Fast(what), what.Standing));

    public static NoticeWords PolicyRefused(Circumstances what) => new(
        NoticeTone.Warning,
        NoticePhase.Opens,
        $"A changed policy was refused; {what.Event.PolicyVersion} stays in force",
        Paragraph(Sentence(what.Event.Detail), "Nothing of the change is in effect. The app checks the file again by itself."));

    public static NoticeWords PolicyAccepted(Circumstances what) => new(
        NoticeTone.Resolved,
        NoticePhase.Closes,
        $"The policy is accepted again: {what.Event.PolicyVersion} is in force",
        Paragraph(what.Lasted is { } time ? $"The change before it had been refused for {time}." : "The change before it had been refused.", Sentence(what.Event.Detail)));

    public static NoticeWords Digest(Circumstances what) => new(
        NoticeTone.Information,
        NoticePhase.Tells,
        what.Event.Service is { } service ? $"Error budgets this week: {service}" : "Error budgets this week",
        what.Event.Detail ?? "Nothing happened.");

    private static string? Fast(Circumstances what) =>
        what.FastBurn is { Burn: { } rate } burn && what.Objective is { } objective
            ? $"The pace over {Last(burn.WindowMinutes)} is {Figures.Burn(rate, objective.FeatureFlags.BurnThreshold)} times what the budget can afford (limit for flags {Figures.Exact(objective.FeatureFlags.BurnThreshold)})."
            : null;
}
