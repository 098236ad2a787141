namespace ErrorBudget;

/// <summary>
/// When burning is reported: the burn rate over both the window and the confirmation window is at or above the multiplier
/// (Google SRE Workbook, chapter 5, multiwindow multi-burn-rate alerts).
/// </summary>
public sealed record BurnRateRule
{
    /// <summary>The rule's name, unique in its SLO, for example <c>fast</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How urgent a firing is and how it shows in the alert state.</summary>
    public required BurnSeverity Severity { get; init; }

    /// <summary>The window in minutes; 1 or more.</summary>
    public required int WindowMinutes { get; init; }

    /// <summary>The confirmation window in minutes, shorter than the window; null for none.</summary>
    public int? ConfirmWindowMinutes { get; init; }

    /// <summary>The burn rate from which the rule fires: 1 or more, at most 1 / (1 − target).</summary>
    public required decimal Multiplier { get; init; }

    /// <summary>For how many minutes the confirmation window must stay below the multiplier before the alert resolves; 0 or more.</summary>
    public int HoldMinutes { get; init; } = 5;

    /// <summary>What keeps a handful of events from firing the rule.</summary>
    public LowTrafficGuards Guards { get; init; } = LowTrafficGuards.Default;

    /// <summary>The window that says "still happening": the confirmation window, or the window itself where there is none.</summary>
    public int ShortestMinutes => ConfirmWindowMinutes ?? WindowMinutes;

    /// <summary>
    /// The multiplier at which a share of the budget is spent within a window: p · W / L (SRE Workbook, chapter 5, table 5-8;
    /// 2 %, 5 %, 10 % and 10 % in 1 h, 6 h, 24 h and 72 h of 30 days give 14.4, 6, 3 and 1).
    /// </summary>
    /// <param name="budgetFraction">p, the fraction of the budget spent; above 0.</param>
    /// <param name="sloMinutes">W, the SLO's window in minutes.</param>
    /// <param name="windowMinutes">L, the alert's window in minutes.</param>
    public static decimal MultiplierFor(decimal budgetFraction, int sloMinutes, int windowMinutes) =>
        budgetFraction * sloMinutes / windowMinutes;

    /// <summary>The confirmation window of a rule that names none: a twelfth of the window if that is at least one bucket, else none.</summary>
    public static int? DefaultConfirmWindow(int windowMinutes) => windowMinutes >= 12 ? windowMinutes / 12 : null;
}
