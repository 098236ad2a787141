namespace ErrorBudget;

/// <summary>
/// Derives an SLO's snapshot from its ledger. The alerts are moved on minute by minute, so that one evaluation after a gap
/// ends where an evaluation every minute would have ended. Minutes that were read again change the sums, and so what the
/// next minutes are judged by; alerts are not taken back to minutes they were moved over.
/// </summary>
public static class Evaluation
{
    /// <summary>Where an evaluation begins: where the previous one ended; the first looks at one minute, the ledger's last.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="previous">The snapshot before; null for the first.</param>
    public static Minute BeginsAt(Ledger ledger, Snapshot? previous)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return previous?.DataThrough ?? ledger.Through - 1;
    }

    /// <summary>
    /// The minutes whose running sums <see cref="Advance"/> will look up. The caller loads the sealed hours they lie in
    /// (<see cref="Ledger.MissingHour"/>). What is adjusted needs <see cref="SloAdjustments.EdgesIn"/> besides.
    /// </summary>
    /// <param name="slo">The SLO.</param>
    /// <param name="from">Where the evaluation begins, see <see cref="BeginsAt"/>.</param>
    /// <param name="through">The ledger's watermark.</param>
    public static IEnumerable<MinuteRange> EdgesOf(Slo slo, Minute from, Minute through)
    {
        ArgumentNullException.ThrowIfNull(slo);
        var start = slo.Window.UpTo(through).Start;
        if (slo.Window.Kind == WindowKind.Rolling)
        {
            yield return new MinuteRange(slo.Window.UpTo(from).Start, start + TimeToExhaustion.PaceMinutes + 1);
        }
        else
        {
            // A calendar window starts where its period starts: a few minutes far apart, one for each period in the gap.
            yield return new MinuteRange(start, start + 1);
            while (start > from)
            {
                start = slo.Window.UpTo(start).Start;
                yield return new MinuteRange(start, start + 1);
            }
        }

        yield return new MinuteRange(from - slo.UnknownAfterMinutes - 1, through + 1);
        yield return new MinuteRange(through - TimeToExhaustion.PaceMinutes, through + 1);
        foreach (var rule in slo.Rules)
        {
            var (window, confirm) = (slo.WholeSlices(rule.WindowMinutes), slo.WholeSlices(rule.ShortestMinutes));
            yield return new MinuteRange(from - window, through - window + 1);
            yield return new MinuteRange(from - confirm, through - confirm + 1);
        }
    }

    /// <summary>The stretch of time that <see cref="Advance"/> looks at: from the earliest of <see cref="EdgesOf"/>.</summary>
    /// <inheritdoc cref="EdgesOf" path="/param"/>
    public static MinuteRange ReachOf(Slo slo, Minute from, Minute through)
    {
        ArgumentNullException.ThrowIfNull(slo);
        return new MinuteRange(Minute.Min(slo.Window.UpTo(from).Start, from - slo.LongestRuleMinutes), through);
    }

    /// <summary>The snapshot of a ledger.</summary>
    /// <param name="slo">The SLO.</param>
    /// <param name="ledger">Its ledger with the hours of <see cref="EdgesOf"/> and <see cref="SloAdjustments.EdgesIn"/> loaded.</param>
    /// <param name="previous">The snapshot before; null for the first.</param>
    /// <param name="evaluatedAt">The time now, UTC.</param>
    /// <param name="policyVersion">Which policy the SLO comes from.</param>
    public static Snapshot Advance(Slo slo, Ledger ledger, Snapshot? previous, DateTimeOffset evaluatedAt, string policyVersion)
    {
        ArgumentNullException.ThrowIfNull(slo);
        ArgumentNullException.ThrowIfNull(ledger);
        return Finish(slo, ledger, new Replay(slo, ledger, BeginsAt(ledger, previous), previous), evaluatedAt, policyVersion);
    }

    /// <summary>A first snapshot that knows what happened since an earlier minute: what fires since when.</summary>
    /// <param name="slo">The SLO.</param>
    /// <param name="ledger">Its ledger with the hours of <see cref="EdgesOf"/> loaded.</param>
    /// <param name="from">From where on its minutes are looked at one by one; before the ledger's watermark.</param>
    /// <param name="evaluatedAt">The time now, UTC.</param>
    /// <param name="policyVersion">Which policy the SLO comes from.</param>
    public static Snapshot Since(Slo slo, Ledger ledger, Minute from, DateTimeOffset evaluatedAt, string policyVersion)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return Finish(slo, ledger, new Replay(slo, ledger, from), evaluatedAt, policyVersion);
    }

    private static Snapshot Finish(Slo slo, Ledger ledger, Replay replay, DateTimeOffset evaluatedAt, string policyVersion)
    {
        var (from, through) = (replay.Now, ledger.Through);
        while (replay.Now < through) replay.MoveOn();

        var alerts = replay.Alerts.ToArray();
        if (from == through) Thaw(slo, replay.Burning, alerts);
        var charged = replay.Charged;
        var budget = Budget.Of(slo, charged, through);

        // Where no minute was added history may have been, and a budget that is exhausted is known now.
        var exhaustedSince = replay.ExhaustedSinceBy(budget);
        return new Snapshot
        {
            Id = slo.Id,
            Owner = slo.Owner,
            EvaluatedAt = evaluatedAt,
            DataThrough = through,
            LastKnown = replay.LastKnownByNow,
            CoveredFrom = ledger.CoveredFrom,
            Window = slo.Window,
            Slices = slo.Slices,
            Budget = budget,
            State = StateOf(slo, through, budget, replay.LastKnownByNow),
            Zone = slo.Zones.ZoneOf(budget, through - (exhaustedSince ?? through)),
            Zones = slo.Zones,
            Rules = [.. slo.Rules.Select((rule, i) => Observe(slo, rule, replay.Burning, alerts[i]))],
            ExhaustedSince = exhaustedSince,
            TimeToExhaustion = Exhaustion(slo, charged, budget),
            Coverage = CoverageOf(slo, charged),
            PolicyVersion = policyVersion,
            Adjusted = slo.Adjustments.InEffect(charged, slo.Window.UpTo(through)),
        };
    }

    /// <summary>
    /// No minute was added but history was: a rule that was frozen because its window was not read yet is judged now and
    /// not only a minute later.
    /// </summary>
    private static void Thaw(Slo slo, AdjustedLedger ledger, Alert[] alerts)
    {
        for (var i = 0; i < alerts.Length; i++)
        {
            if (!alerts[i].IsFrozen) continue;
            var (window, confirm) = Burns(slo, slo.Rules[i], ledger, ledger.Through);
            var judged = alerts[i].Advance(slo.Rules[i], slo.Target, window, confirm ?? window, ledger.Through);
            if (!judged.IsFrozen) alerts[i] = judged;
        }
    }

    /// <summary>What was counted in the last hour, the pace that <see cref="TimeToExhaustion"/> goes by.</summary>
    public static BurnRate Entering(Slo slo, AdjustedLedger ledger)
    {
        ArgumentNullException.ThrowIfNull(slo);
        ArgumentNullException.ThrowIfNull(ledger);
        return BurnRate.Over(ledger, TimeToExhaustion.PaceMinutes, ledger.Through, slo.Slices);
    }

    /// <summary>What was counted in the oldest hour of a rolling window, which leaves it in the next hour.</summary>
    public static BurnRate Leaving(Slo slo, AdjustedLedger ledger)
    {
        ArgumentNullException.ThrowIfNull(slo);
        ArgumentNullException.ThrowIfNull(ledger);
        var start = slo.Window.UpTo(ledger.Through).Start;
        var hour = new MinuteRange(start, start + TimeToExhaustion.PaceMinutes);
        var sum = ledger.Charged(hour, ledger.Through);
        return slo.Slices is { } slices
            ? new BurnRate(sum.BadSlices, ledger.SlicesIn(hour, slices), true)
            : new BurnRate(sum.Bad, sum.Total, true);
    }

    /// <summary>Met, missed or unknown, when the ledger was read up to <paramref name="through"/>.</summary>
    internal static SloState StateOf(Slo slo, Minute through, Budget budget, Minute? lastKnown)
    {
        if (!budget.IsKnown) return SloState.Unknown;
        if (lastKnown is null || through - lastKnown >= slo.UnknownAfterMinutes) return SloState.Unknown;
        return budget.IsMet ? SloState.Met : SloState.Missed;
    }

    /// <summary>What a rule looks at.</summary>
    internal static (BurnRate Window, BurnRate? Confirm) Burns(Slo slo, BurnRateRule rule, AdjustedLedger ledger, Minute now) => (
        BurnRate.Over(ledger, rule.WindowMinutes, now, slo.Slices),
        rule.ConfirmWindowMinutes is { } confirm ? BurnRate.Over(ledger, confirm, now, slo.Slices) : null);

    private static RuleSnapshot Observe(Slo slo, BurnRateRule rule, AdjustedLedger ledger, Alert alert)
    {
        var (window, confirm) = Burns(slo, rule, ledger, ledger.Through);
        return new RuleSnapshot(rule, window, confirm, alert);
    }

    private static TimeSpan? Exhaustion(Slo slo, AdjustedLedger ledger, Budget budget)
    {
        var window = slo.Window.UpTo(ledger.Through);
        return slo.Window.Kind == WindowKind.Rolling
            ? TimeToExhaustion.Estimate(budget, Entering(slo, ledger), Leaving(slo, ledger), windowMinutes: window.Length)
            : TimeToExhaustion.Estimate(budget, Entering(slo, ledger), leaving: default, resetIn: slo.Window.Reset(ledger.Through) - ledger.Through);
    }

    private static decimal CoverageOf(Slo slo, AdjustedLedger ledger)
    {
        var window = slo.Window.UpTo(ledger.Through);

        // An hour of coarse history counts whole until all of it has left.
        return Math.Min(1, (decimal)ledger.Sum(window).KnownMinutes / window.Length);
    }
}
