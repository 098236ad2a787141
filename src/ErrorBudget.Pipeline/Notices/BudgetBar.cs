namespace ErrorBudget.Pipeline.Notices;

/// <summary>What is left of a budget, drawn with text blocks.</summary>
public static class BudgetBar
{
    private const int Blocks = 10;

    /// <summary>For example <c>▰▰▰▱▱▱▱▱▱▱ 31.2 % left</c>. Only a full budget shows all blocks, only a spent one shows none.</summary>
    /// <param name="remainingPct">What is left, percent, signed.</param>
    public static string Of(decimal remainingPct)
    {
        var filled = remainingPct switch
        {
            <= 0 => 0,
            >= 100 => Blocks,
            _ => Math.Clamp((int)Math.Round(remainingPct / 100 * Blocks), 1, Blocks - 1),
        };
        var text = remainingPct < 0 ? $"overspent by {Figures.Percent(-remainingPct, 0)} %" : $"{Figures.Percent(remainingPct, 0, 100)} % left";
        return $"{new string('▰', filled)}{new string('▱', Blocks - filled)} {text}";
    }
}
