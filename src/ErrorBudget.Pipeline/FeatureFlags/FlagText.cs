using System.Globalization;
using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>What became of a flag, in a sentence.</summary>
internal static class FlagText
{
    public static string Of(FlagOrder order, FlagResult result)
    {
        var (flag, slo) = ($"{order.Flag} in {order.Store}", $"{order.Cause.Service}/{order.Cause.Slo}");
        return (order.TurnsOn, result.Outcome) switch
        {
            (false, FlagOutcome.Switched) => $"{flag} was switched off: {slo} {Burn(order.Cause)}",
            (false, FlagOutcome.WasSoAlready) => $"{flag} was already off, so nothing was changed: {slo} {Burn(order.Cause)}",
            (false, _) => $"{flag} was changed by somebody meanwhile and left as it is: {slo} {Burn(order.Cause)}",
            (true, FlagOutcome.Switched) => $"{flag} was switched on again: the burn of {slo} is over",
            (true, FlagOutcome.WasSoAlready) => $"{flag} was switched on by somebody already, so nothing was changed: the burn of {slo} is over",
            (true, _) => $"{flag} was changed by somebody since it was switched off and left as it is: the burn of {slo} is over",
        };
    }

    /// <summary>For example: burned its error budget 14.9 times too fast over 60 min (1,490 bad of 100,000 events).</summary>
    private static string Burn(BudgetEvent cause)
    {
        if (cause.Facts is not { Burns: { IsDefaultOrEmpty: false } burns } facts || FastOf(burns) is not { Burn: { } rate } fast) return "burned its error budget too fast";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"burned its error budget {rate:0.0#} times too fast over {fast.WindowMinutes} min ({fast.Bad:N0} bad of {fast.Total:N0} {facts.Unit})");
    }

    private static BurnFact FastOf(IReadOnlyList<BurnFact> burns) => burns.FirstOrDefault(burn => burn.Severity == BurnSeverity.Fast) ?? burns[0];
}
