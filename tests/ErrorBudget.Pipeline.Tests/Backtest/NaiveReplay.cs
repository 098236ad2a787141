namespace ErrorBudget.Pipeline.Tests.Backtest;

/// <summary>
/// The same question answered by arrays and loops, from the rules as docs/policy.md states them, without any of the types
/// that are tested. Every minute was counted.
/// </summary>
internal static class NaiveReplay
{
    private const double Budget = 0.001;

    public sealed record Fired(int From, int To, double Peak);

    /// <summary>When a rule fires: both windows at the multiplier; over when the short one was below for the hold time.</summary>
    public static List<Fired> Firings(long[] bad, long[] total, int first, int window, int confirm, double multiplier, int hold)
    {
        var fired = new List<Fired>();
        int? since = null, below = null;
        var peak = 0.0;
        for (var end = first + 1; end <= bad.Length; end++)
        {
            var (longBurn, shortBurn) = (Burn(bad, total, end, window), Burn(bad, total, end, confirm));
            if (since is null)
            {
                if (longBurn < multiplier || shortBurn < multiplier) continue;
                (since, below, peak) = (end, null, longBurn);
                continue;
            }

            below = shortBurn >= multiplier ? null : below ?? end;
            if (end - below >= hold)
            {
                fired.Add(new Fired(since.Value, end, peak));
                (since, below) = (null, null);
            }
            else
            {
                peak = Math.Max(peak, longBurn);
            }
        }

        return fired;
    }

    /// <summary>For every minute, counted from its end, whether less than a share of the budget is left.</summary>
    public static bool[] Below(long[] bad, long[] total, int first, int window, double remaining)
    {
        var below = new bool[bad.Length + 1];
        for (var end = first + 1; end <= bad.Length; end++)
        {
            var (badSum, totalSum) = (Sum(bad, end, window), Sum(total, end, window));
            below[end] = 1 - (badSum / (Budget * totalSum)) < remaining;
        }

        return below;
    }

    private static double Burn(long[] bad, long[] total, int end, int window) => Sum(bad, end, window) / (Budget * Sum(total, end, window));

    /// <summary>Running sums, made once for each array.</summary>
    private static double Sum(long[] counts, int end, int window)
    {
        var sums = Sums.GetValue(counts, static values =>
        {
            var running = new long[values.Length + 1];
            for (var i = 0; i < values.Length; i++) running[i + 1] = running[i] + values[i];
            return running;
        });
        return sums[end] - sums[end - window];
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<long[], long[]> Sums = [];
}
