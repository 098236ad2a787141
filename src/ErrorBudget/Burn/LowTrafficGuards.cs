using System.Globalization;

namespace ErrorBudget;

/// <summary>
/// What keeps a few events of a quiet service from firing a rule. They hold a firing back, never a resolution, and a
/// rule that is held back says so. A total outage of at least two events passes the minimums.
/// </summary>
/// <param name="MinimumBad">The fewest bad events (or slices) in the window; 0 or more.</param>
/// <param name="MinimumTotal">The fewest events (or slices) in the window; 0 or more.</param>
/// <param name="Significance">
/// The greatest probability, above 0 and at most 1, that at least this many bad events come about by chance in a service
/// that only just meets its target; 1 switches the test off.
/// </param>
public sealed record LowTrafficGuards(long MinimumBad, long MinimumTotal, decimal Significance)
{
    /// <summary>Two bad events that chance explains in less than one case of a hundred.</summary>
    public static LowTrafficGuards Default { get; } = new(MinimumBad: 2, MinimumTotal: 1, Significance: 0.01m);

    /// <summary>No guard at all.</summary>
    public static LowTrafficGuards None { get; } = new(MinimumBad: 0, MinimumTotal: 0, Significance: 1m);

    /// <summary>Why these counts are too few to fire, for people; null if they are enough.</summary>
    public string? Suppress(long bad, long total, Target target)
    {
        var totalOutage = bad == total && total >= 2;
        if (!totalOutage && bad < MinimumBad) return Text($"{bad} bad of {total} is below the minimum of {MinimumBad} bad");
        if (!totalOutage && total < MinimumTotal) return Text($"{total} events are below the minimum of {MinimumTotal}");
        if (Significance >= 1) return null;
        var chance = BinomialTail.AtLeast(bad, total, (double)target.Budget);

        // The tail is computed, the limit is written down: 2 of 2 at 90 % is meant to be exactly 1 %.
        return chance <= (double)Significance * (1 + 1e-6)
            ? null
            : Text($"{bad} bad of {total} happens by chance in {Percent(chance)} % of cases at a target of {target}, more than {Significance * 100:0.##########} %");
    }

    /// <summary>A percentage with so many digits that it does not read as the limit it is above.</summary>
    private string Percent(double chance)
    {
        var digits = 2;
        while (digits < 12 && Math.Round(chance * 100, digits) <= (double)Significance * 100) digits++;
        return Math.Round(chance * 100, digits).ToString("0.############", CultureInfo.InvariantCulture);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
