namespace ErrorBudget;

/// <summary>
/// The part of an evaluation that has a memory, moved on minute by minute over a ledger: alerts, exhaustion and when data
/// were seen last. The same whether the minutes come one a tick, after a gap, or out of a past that is looked at again.
/// </summary>
public sealed class Replay
{
    private readonly Slo _slo;
    private readonly Alert[] _alerts;

    /// <summary>Begins with nothing remembered.</summary>
    /// <param name="slo">The SLO.</param>
    /// <param name="ledger">Its ledger, with the sealed hours at hand that the minutes look up.</param>
    /// <param name="from">Where it begins; the first minute it moves on to is the one after.</param>
    public Replay(Slo slo, Ledger ledger, Minute from)
        : this(slo, ledger, from, null)
    {
    }

    /// <summary>Goes on from a snapshot.</summary>
    internal Replay(Slo slo, Ledger ledger, Minute from, Snapshot? previous)
    {
        ArgumentNullException.ThrowIfNull(slo);
        ArgumentNullException.ThrowIfNull(ledger);
        var reach = Evaluation.ReachOf(slo, from, ledger.Through);
        (_slo, Now) = (slo, from);
        (Charged, Burning) = (slo.Adjustments.ForBudget(ledger, slo.Slices, reach), slo.Adjustments.ForBurn(ledger, slo.Slices, reach));
        _alerts = [.. slo.Rules.Select(rule => previous?.Rules.FirstOrDefault(old => old.Rule.Name == rule.Name)?.Alert ?? Alert.None)];
        ExhaustedSince = previous?.ExhaustedSince;
        LastKnown = previous?.LastKnown ?? LastKnownUpTo(from);
    }

    /// <summary>Every minute before this one has been looked at.</summary>
    public Minute Now { get; private set; }

    /// <summary>Where each of the SLO's rules stands, in their order.</summary>
    public ReadOnlySpan<Alert> Alerts => _alerts;

    /// <summary>The budget at <see cref="Now"/>; unknown until the first <see cref="MoveOn"/>.</summary>
    public Budget Budget { get; private set; }

    /// <summary>Since when the budget has been exhausted without a break; null if it is not. While it is unknown, what was known last holds.</summary>
    public Minute? ExhaustedSince { get; private set; }

    /// <summary>The end of the last minute that was not unknown; null if none was since shortly before the beginning.</summary>
    public Minute? LastKnown { get; private set; }

    /// <summary>Whether the SLO is met at <see cref="Now"/>.</summary>
    public SloState State => Evaluation.StateOf(_slo, Now, Budget, LastKnown);

    /// <summary>The zone of the budget at <see cref="Now"/>.</summary>
    public Zone Zone => _slo.Zones.ZoneOf(Budget, Now - (ExhaustedSince ?? Now));

    /// <summary>The same with minutes that were unknown when they were looked at and have been read again since.</summary>
    internal Minute? LastKnownByNow => LastKnownUpTo(Now) ?? LastKnown;

    /// <summary>The ledger as the budget is charged: with everything that the SLO's adjustments say.</summary>
    public AdjustedLedger Charged { get; }

    /// <summary>The ledger as the rules look at it: with maintenance and corrections.</summary>
    public AdjustedLedger Burning { get; }

    /// <summary>Looks at the next minute.</summary>
    public void MoveOn()
    {
        Now += 1;
        if (IsKnown(Now)) LastKnown = Now;
        Budget = Budget.Of(_slo, Charged, Now);
        ExhaustedSince = ExhaustedSinceBy(Budget);
        for (var i = 0; i < _alerts.Length; i++)
        {
            var (window, confirm) = Evaluation.Burns(_slo, _slo.Rules[i], Burning, Now);
            _alerts[i] = _alerts[i].Advance(_slo.Rules[i], _slo.Target, window, confirm ?? window, Now);
        }
    }

    /// <summary>Since when the budget has been exhausted without a break, if this is how it stands at <see cref="Now"/>.</summary>
    internal Minute? ExhaustedSinceBy(Budget budget) => budget switch
    {
        { IsKnown: false } => ExhaustedSince,
        { IsExhausted: true } => ExhaustedSince ?? Now,
        _ => null,
    };

    /// <summary>Whether the minute that ends at <paramref name="now"/> was counted.</summary>
    private bool IsKnown(Minute now) => Burning.Sum(MinuteRange.Last(1, now)).KnownMinutes > 0;

    /// <summary>The end of the last known minute before the beginning, as far back as it matters.</summary>
    private Minute? LastKnownUpTo(Minute from)
    {
        for (var now = from; now > from - _slo.UnknownAfterMinutes; now -= 1)
        {
            if (IsKnown(now)) return now;
        }

        return null;
    }
}
