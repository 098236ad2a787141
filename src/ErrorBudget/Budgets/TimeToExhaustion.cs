namespace ErrorBudget;

/// <summary>How long the budget will last if things go on as in the last hour.</summary>
public static class TimeToExhaustion
{
    /// <summary>How much of the recent past "as now" means, in minutes.</summary>
    public const int PaceMinutes = 60;

    /// <summary>
    /// remaining · W / (b_now − b_leaving), in minutes: what burns now less what leaves the rolling window meanwhile. With
    /// the counts themselves: the bad events still allowed divided by the net bad events an hour.
    /// </summary>
    /// <param name="budget">The budget now.</param>
    /// <param name="entering">What was counted in the last hour.</param>
    /// <param name="leaving">What was counted in the oldest hour of a rolling window, which leaves next; zero for a calendar window.</param>
    /// <param name="resetIn">Minutes until a calendar window starts anew; null for a rolling one.</param>
    /// <param name="windowMinutes">The length of a rolling window in minutes; null for a calendar one.</param>
    /// <returns>
    /// Zero if the budget is already exhausted; null if it is unknown, recovering, not burning above its pace, or if a
    /// calendar window starts anew before. When a rolling window's length has passed, all it holds is the present pace:
    /// a pace that the budget sustains never exhausts it, any other has by then.
    /// </returns>
    public static TimeSpan? Estimate(Budget budget, BurnRate entering, BurnRate leaving, int? resetIn = null, int? windowMinutes = null)
    {
        if (!budget.IsKnown) return null;
        if (budget.IsExhausted) return TimeSpan.Zero;
        if (!entering.IsKnown || entering.Bad == 0) return null;

        // Traffic that comes raises what is allowed, traffic that goes lowers it.
        var netBad = Overspend(entering, budget.Target) - Overspend(leaving, budget.Target);
        if (netBad <= 0) return null;

        var minutes = (budget.Allowed - budget.Bad) / netBad * PaceMinutes;
        if (minutes > windowMinutes)
        {
            if (!entering.IsAtLeast(1, budget.Target)) return null;
            minutes = windowMinutes.Value;
        }

        return minutes >= resetIn ? null : TimeSpan.FromMinutes((double)minutes);
    }

    /// <summary>Bad events beyond what these events themselves allow.</summary>
    private static decimal Overspend(BurnRate rate, Target target) => rate.Bad - (target.Budget * rate.Total);
}
