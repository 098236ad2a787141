using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Backtest;

/// <summary>Replays the past of one SLO. Pure: a ledger in, what would have happened out.</summary>
public static class SloReplay
{
    /// <summary>Replays every minute of a stretch.</summary>
    /// <param name="objective">The objective to judge by, with all that is to be laid over its counts.</param>
    /// <param name="ledger">The counts, with every hour at hand that the stretch, the windows that end in it and the adjustments look up.</param>
    /// <param name="range">The stretch; within the ledger, minutes and not coarse hours.</param>
    /// <param name="options">By what it is judged.</param>
    public static SloBacktest Run(Objective objective, Ledger ledger, MinuteRange range, BacktestOptions options)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(options);
        var slo = objective.Slo;
        var replay = new Replay(slo, ledger, range.Start);
        RuleCourse[] rules = [.. slo.Rules.Select(rule => new RuleCourse(slo, rule, replay))];
        var gate = new GateCourse(slo, objective.Gate, range.Start);
        while (replay.Now < range.End)
        {
            replay.MoveOn();
            for (var i = 0; i < rules.Length; i++) rules[i].Note(replay.Alerts[i], replay.Now);
            gate.Note(replay);
        }

        return new SloBacktest
        {
            Slo = slo,
            Range = range,
            Counted = ledger.Sum(range),
            Charged = replay.Charged.Sum(range),
            Adjusted = [.. slo.Adjustments.In(Evaluation.ReachOf(slo, range.Start, range.End))],
            Rules = [.. rules.Select(rule => new RuleBacktest(rule.Rule, rule.End(range.End), range.Length))],
            Gate = gate.End(range.End),
            Budget = replay.Budget,
            Suggestions = TargetSearch.Run(slo, replay.Charged, range, options.Reserve),
        };
    }
}
