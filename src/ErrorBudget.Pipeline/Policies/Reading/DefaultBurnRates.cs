using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>
/// The rules of an SLO that names none: they fire when a share of the budget goes within an hour, six hours, a day (SRE
/// Workbook, chapter 5). For 30 days the multipliers are 14.4, 6 and 3, for 7 days 16.8, 5.6 and 2.8.
/// </summary>
internal static class DefaultBurnRates
{
    private const int ShortDays = 7;

    private static readonly (string Name, BurnSeverity Severity, int Minutes, decimal Share, decimal ShareOfShort)[] Tiers =
    [
        ("fast", BurnSeverity.Fast, Minute.PerHour, 0.02m, 0.1m),
        ("slow", BurnSeverity.Slow, 6 * Minute.PerHour, 0.05m, 0.2m),
        ("critical", BurnSeverity.Critical, Minute.PerDay, 0.1m, 0.4m),
    ];

    /// <summary>The rules; without those that would fire on budget or could never fire at the target.</summary>
    public static ImmutableArray<BurnRateRule> For(SloTerms terms)
    {
        var rules = ImmutableArray.CreateBuilder<BurnRateRule>();
        foreach (var tier in Tiers)
        {
            var share = terms.Window.Days <= ShortDays ? tier.ShareOfShort : tier.Share;
            var multiplier = BurnRateRule.MultiplierFor(share, terms.Window.Days * Minute.PerDay, tier.Minutes);
            if (multiplier < 1 || multiplier * terms.Target.Budget > 1) continue;
            rules.Add(new BurnRateRule
            {
                Name = tier.Name,
                Severity = tier.Severity,
                WindowMinutes = tier.Minutes,
                ConfirmWindowMinutes = default(ConfirmWindow).For(tier.Minutes, terms.Slices),
                Multiplier = multiplier,
                Guards = terms.Guards,
            });
        }

        return rules.ToImmutable();
    }
}
