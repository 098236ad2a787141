using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Backtest;

/// <summary>Collects when an SLO would not have let an ordinary change pass.</summary>
internal sealed class GateCourse(Slo slo, GateRules rules, Minute start)
{
    private readonly ImmutableArray<GateStretch>.Builder _stretches = ImmutableArray.CreateBuilder<GateStretch>();
    private DecisionKind _kind = DecisionKind.Allow;
    private Minute _since = start;

    /// <summary>Takes note of what the gate says now.</summary>
    public void Note(Replay replay)
    {
        var kind = ReleaseDecision.KindFor(replay.Zone, replay.State != SloState.Unknown, Burning(replay.Alerts), slo.Zones.Strictest, rules);
        if (kind == _kind) return;
        Close(replay.Now);
        (_kind, _since) = (kind, replay.Now);
    }

    /// <summary>The stretches up to the end of what is replayed.</summary>
    public ImmutableArray<GateStretch> End(Minute end)
    {
        Close(end);
        return _stretches.ToImmutable();
    }

    private void Close(Minute end)
    {
        if (_kind is not (DecisionKind.Allow or DecisionKind.Monitor) && _since < end) _stretches.Add(new GateStretch(_kind, _since, end));
    }

    private BurnSeverity[] Burning(ReadOnlySpan<Alert> alerts)
    {
        BurnSeverity[] burning = [];
        for (var i = 0; i < alerts.Length; i++)
        {
            if (alerts[i].IsActive) burning = [.. burning, slo.Rules[i].Severity];
        }

        return burning;
    }
}
