using ErrorBudget;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>Where an objective stands, in words and colours: the same on every page.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Snapshot">What is known of it; null if it was never evaluated or cannot be read.</param>
/// <param name="Decision">What the gate says to an ordinary release without a sign-off.</param>
internal sealed record Standing(Objective Objective, Snapshot? Snapshot, ReleaseDecision Decision)
{
    /// <summary>Where it stands now.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="snapshot">What is known of it; null if it was never evaluated or cannot be read.</param>
    /// <param name="now">The time now, UTC.</param>
    /// <param name="damage">Why it cannot be read; null if it can.</param>
    public static Standing Of(Objective objective, Snapshot? snapshot, DateTimeOffset now, string? damage = null) => new(
        objective, snapshot, ReleaseDecision.For(snapshot, objective.Gate, ChangeKind.Standard, signOff: null, now, damage is null ? null : $"this SLO's budget cannot be read: {damage}"));

    /// <summary>Percent of the budget that is left; null if unknown.</summary>
    public decimal? RemainingPct => Snapshot?.Budget.Remaining * 100;

    /// <summary>How urgent what burns is; 0 if nothing does.</summary>
    public int Urgency => Snapshot?.AlertState switch
    {
        AlertState.FastBurn => 3,
        AlertState.SlowBurn => 2,
        AlertState.CriticalBurn => 1,
        _ => 0,
    };

    /// <summary>Whether a burn-rate rule fires.</summary>
    public bool IsBurning => Urgency > 0;

    /// <summary>Whether nothing is known of it.</summary>
    public bool IsUnknown => Snapshot is null or { State: SloState.Unknown } or { Zone: Zone.Unknown };

    /// <summary>Whether somebody should look: it burns, its budget does not let releases through freely, or it is unknown.</summary>
    public bool NeedsAttention => Snapshot is not { Zone: < Zone.SignOff, AlertState: AlertState.Healthy } || !Decision.Allowed;

    /// <summary>The colour of what is left.</summary>
    public string Tone => ToneOf(Snapshot?.Zone ?? Zone.Unknown);

    /// <summary>The colour of all of it: what burns is no less alarming while much is left.</summary>
    public string WorstTone => Tone == "stop" ? Tone : Urgency switch
    {
        3 => "stop",
        > 0 => "ask",
        _ => Tone,
    };

    /// <summary>What burns.</summary>
    public HtmlText Burn => Snapshot?.AlertState switch
    {
        AlertState.FastBurn => Layout.Pill("burns fast", "stop"),
        AlertState.SlowBurn => Layout.Pill("burns slowly", "ask"),
        AlertState.CriticalBurn => Layout.Pill("burns steadily", "ask"),
        AlertState.Healthy => $"no",
        _ => Layout.Pill("unknown", "none"),
    };

    /// <summary>How long the budget lasts at the pace of the last hour; a dash where it does not run out.</summary>
    public string Lasts => Snapshot switch
    {
        { Budget.IsExhausted: true } => "exhausted",
        { TimeToExhaustion: { } left } => Figures.Duration((long)left.TotalMinutes),
        _ => "–",
    };

    /// <summary>What the gate says to an ordinary release, in words.</summary>
    public HtmlText Answer => InWords(Decision);

    /// <summary>What the gate says to a kind of change without a sign-off, in words.</summary>
    public HtmlText AnswerTo(ChangeKind change, DateTimeOffset now) => InWords(ReleaseDecision.For(Snapshot, Objective.Gate, change, signOff: null, now));

    private HtmlText InWords(ReleaseDecision decision) => decision.Kind switch
    {
        DecisionKind.Allow => Layout.Pill("yes", "good"),
        DecisionKind.Monitor => Layout.Pill("yes, watched", "watch"),
        DecisionKind.SignOff when Objective.Gate.ApprovalOverride => Layout.Pill("with a sign-off", "ask"),
        DecisionKind.Block when Objective.Gate.ApprovalOverride => Layout.Pill("no, unless signed off", "stop"),
        DecisionKind.Freeze => Layout.Pill("no, frozen", "stop"),
        DecisionKind.Unknown => Layout.Pill("not while unknown", "none"),
        _ => Layout.Pill("no", "stop"),
    };

    private static string ToneOf(Zone zone) => zone switch
    {
        Zone.Standard => "good",
        Zone.Monitor => "watch",
        Zone.SignOff => "ask",
        Zone.Block or Zone.Freeze => "stop",
        _ => "none",
    };
}
