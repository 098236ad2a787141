namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>The confirmation window of a rule as declared: left out, none, or so many minutes.</summary>
/// <param name="IsDeclared">Whether the policy says anything.</param>
/// <param name="Minutes">The minutes; null for none.</param>
internal readonly record struct ConfirmWindow(bool IsDeclared, int? Minutes)
{
    /// <summary>The minutes that apply: as declared, or a twelfth of the window, in whole slices where slices are counted.</summary>
    public int? For(int windowMinutes, SliceRule? slices)
    {
        if (IsDeclared) return Minutes;
        if (BurnRateRule.DefaultConfirmWindow(windowMinutes) is not { } minutes) return null;
        var length = slices?.Minutes ?? 1;
        var whole = (minutes + length - 1) / length * length;
        return whole < windowMinutes ? whole : null;
    }
}
