namespace ErrorBudget.Pipeline.Backtest;

/// <summary>How far back counts are needed.</summary>
internal static class Reach
{
    /// <summary>Where the windows begin that end in the last days, and what is laid over them.</summary>
    public static Minute Back(Slo slo, Minute through, int days)
    {
        var from = through - (days * Minute.PerDay);
        return Minute.Min(slo.Window.UpTo(from).Start - slo.Adjustments.LookBackMinutes, MinutesBack(slo, through, days));
    }

    /// <summary>
    /// From where on minutes are needed and hours would not do: for the rules, for an SLO's slices, which are judged by the
    /// minute, and for one hour more that tells the present pace.
    /// </summary>
    public static Minute MinutesBack(Slo slo, Minute through, int days)
    {
        var from = through - (days * Minute.PerDay);
        var rules = from - slo.LongestRuleMinutes - Minute.PerHour - slo.Adjustments.LookBackMinutes;
        return (slo.Slices is null ? rules : Minute.Min(rules, slo.Window.UpTo(from).Start)).Hour;
    }
}
