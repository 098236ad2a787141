using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>The section <c>tickets</c>, before it is known which trackers there are.</summary>
/// <param name="Fields">Where it is declared.</param>
/// <param name="IsOff">Whether it says that there are no tickets.</param>
/// <param name="Rules">Which tickets are opened; its tracker is as declared, null if left out.</param>
internal sealed record TicketDraft(Fields Fields, bool IsOff, TicketRules Rules)
{
    /// <summary>What <c>tracker</c> is for no tickets; no tracker can have this name.</summary>
    public const string NoTracker = "none";

    private static readonly (string, bool)[] Recoveries = [("close", true), ("comment", false)];

    /// <summary>Reads the section.</summary>
    public static TicketDraft Read(Fields fields)
    {
        var tracker = fields.Text("tracker");
        if (tracker == NoTracker)
        {
            fields.RefuseAny(Sections.Tickets.Keys.Remove("tracker"), $"has no effect with \"tracker: {NoTracker}\"");
            return new TicketDraft(fields, IsOff: true, TicketRules.None);
        }

        var defaults = TicketRules.None;
        return new TicketDraft(fields, IsOff: false, new TicketRules
        {
            Tracker = tracker,
            SprintBelowPct = fields.Has("sprint_below_pct") ? SprintBelow(fields) : defaults.SprintBelowPct,
            InitiativeOnFreeze = fields.Flag("initiative_on_freeze") ?? defaults.InitiativeOnFreeze,
            Review = fields.Flag("review") ?? defaults.Review,
            CloseOnRecovery = fields.Choice("on_recovery", Recoveries) ?? defaults.CloseOnRecovery,
            QuietHours = fields.Section("quiet_hours", Sections.QuietHours) is { } quiet ? QuietHoursReader.Read(quiet) : null,
        });
    }

    private static decimal? SprintBelow(Fields fields) =>
        fields.Node("sprint_below_pct") is YamlScalar { IsQuoted: false, Text: "none" } ? null : fields.Number("sprint_below_pct", NumberRange.Percent);
}
