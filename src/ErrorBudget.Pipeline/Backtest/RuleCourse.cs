using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Backtest;

/// <summary>Collects the firings of one rule while its alert is moved on.</summary>
internal sealed class RuleCourse(Slo slo, BurnRateRule rule, Replay replay)
{
    private readonly ImmutableArray<Firing>.Builder _firings = ImmutableArray.CreateBuilder<Firing>();
    private Minute? _firedAt;
    private decimal _peak;

    /// <summary>The rule.</summary>
    public BurnRateRule Rule => rule;

    /// <summary>Takes note of where the alert stands.</summary>
    public void Note(Alert alert, Minute now)
    {
        if (alert.IsActive)
        {
            if (_firedAt is null) (_firedAt, _peak) = (now, 0);
            if (BurnRate.Over(replay.Burning, rule.WindowMinutes, now, slo.Slices).Value(slo.Target) is { } burn) _peak = Math.Max(_peak, burn);
        }
        else if (_firedAt is { } from)
        {
            Add(from, now, isOver: true);
        }
    }

    /// <summary>The firings up to the end of what is replayed.</summary>
    public ImmutableArray<Firing> End(Minute end)
    {
        if (_firedAt is { } from && from < end) Add(from, end, isOver: false);
        return _firings.ToImmutable();
    }

    private void Add(Minute from, Minute to, bool isOver)
    {
        var burn = replay.Burning.Sum(new MinuteRange(from - rule.WindowMinutes, to));
        var budget = Budget.Of(slo, replay.Charged, to);
        var bad = slo.Slices is null ? burn.Bad : burn.BadSlices;
        _firings.Add(new Firing(from, to, isOver, _peak, budget.IsKnown && budget.Total > 0 ? bad / budget.Allowed : null));
        _firedAt = null;
    }
}
