using ErrorBudget.Pipeline.Backtest;
using ErrorBudgetFunctions.Http;

namespace ErrorBudget.Cli.Output;

/// <summary>A backtest for people.</summary>
internal static class BacktestText
{
    /// <summary>How many adjustments of an SLO are listed.</summary>
    private const int MostAdjustments = 20;

    public static void Print(BacktestReport report, string laidOver, BacktestOptions options, int shortMinutes, Terminal terminal)
    {
        terminal.Out.WriteLine($"Policy {report.PolicyVersion}");
        terminal.Out.WriteLine($"Adjustments laid over the past: {laidOver}");
        foreach (var slo in report.Slos)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(Numbers.Text($"{slo.Slo.Id}, {slo.Slo.Target} in {slo.Slo.Window}, replayed from {slo.Range.Start} to {slo.Range.End} ({Figures.Duration(slo.Range.Length)}): {slo.Charged.Bad:N0} bad of {slo.Charged.Total:N0}, {Numbers.Percent(slo.Budget.Remaining, slo.Slo.Zones)} of the budget left at the end"));
            PrintAdjusted(slo, terminal);
            PrintRules(slo, shortMinutes, terminal);
            PrintFirings(slo, terminal);
            PrintGate(slo, terminal);
            PrintSuggestions(slo, options, terminal);
        }
    }

    private static void PrintAdjusted(SloBacktest slo, Terminal terminal)
    {
        if (slo.Adjusted.IsEmpty) return;
        terminal.Out.WriteLine(Numbers.Text($"  Counted were {slo.Counted.Bad:N0} bad of {slo.Counted.Total:N0}; laid over them:"));
        var table = Columns.Of("  ADJUSTMENT", "BY", "FROM", "TO", ">BAD", ">IN ALL");
        foreach (var applied in slo.Adjusted.Take(MostAdjustments))
            table.Add($"  {applied.Kind.ToWire()}", applied.Author, applied.From.ToString(), applied.To.ToString(), Corrected(applied, applied.Bad), Corrected(applied, applied.Total));
        table.Print(terminal);
        if (slo.Adjusted.Length > MostAdjustments) terminal.Out.WriteLine(Numbers.Text($"  and {slo.Adjusted.Length - MostAdjustments:N0} more"));
        terminal.Out.WriteLine();
    }

    /// <summary>Only corrections say a number of their own.</summary>
    private static string Corrected(AppliedAdjustment applied, long events) => applied.Kind == AdjustmentKind.Correction ? Numbers.Text($"{events:+#,0;-#,0;0}") : "";

    private static void PrintRules(SloBacktest slo, int shortMinutes, Terminal terminal)
    {
        var table = Columns.Of("  RULE", ">FIRINGS", ">A WEEK", ">ALERT TIME", $">UNDER {Figures.Duration(shortMinutes)}", Numbers.Text($">UNDER {RuleBacktest.CheapFraction * 100:0.##} % SPENT"));
        foreach (var rule in slo.Rules)
            table.Add($"  {rule.Rule.Name}", Numbers.Count(rule.Firings.Length), Numbers.Text($"{rule.PerWeek:0.0#}"), Figures.Duration(rule.Minutes), Share(rule.ShorterThan(shortMinutes), rule), Share(rule.Cheap, rule));
        table.Print(terminal);
    }

    private static string Share(int count, RuleBacktest rule) =>
        rule.Firings.IsEmpty ? "-" : Numbers.Text($"{count:N0} ({100m * count / rule.Firings.Length:0} %)");

    private static void PrintFirings(SloBacktest slo, Terminal terminal)
    {
        if (slo.Rules.All(rule => rule.Firings.IsEmpty)) return;
        terminal.Out.WriteLine();
        var table = Columns.Of("  FIRED", "RESOLVED", "RULE", ">FOR", ">PEAK BURN", ">BUDGET SPENT");
        foreach (var (rule, firing) in slo.Rules.SelectMany(rule => rule.Firings, (rule, firing) => (rule.Rule, firing)).OrderBy(item => item.firing.From))
        {
            table.Add(
                $"  {firing.From}", firing.IsOver ? firing.To.ToString() : "still firing", rule.Name, Figures.Duration(firing.Minutes),
                $"{Figures.Burn(firing.PeakBurn, rule.Multiplier)}x", firing.BudgetSpent is { } spent ? $"{Figures.Percent(spent * 100, 0, 1)} %" : "unknown");
        }

        table.Print(terminal);
    }

    private static void PrintGate(SloBacktest slo, Terminal terminal)
    {
        terminal.Out.WriteLine();
        if (slo.Gate.IsEmpty)
        {
            terminal.Out.WriteLine("  The gate would have been open all the time.");
            return;
        }

        var table = Columns.Of("  GATE", "FROM", "TO", ">FOR");
        foreach (var stretch in slo.Gate) table.Add($"  {stretch.Kind.ToWire()}", stretch.From.ToString(), stretch.To.ToString(), Figures.Duration(stretch.Minutes));
        table.Print(terminal);
        var sums = slo.Gate.Select(stretch => stretch.Kind).Distinct().Order().Select(kind => $"{kind.ToWire()} {Figures.Duration(slo.GateMinutes(kind))}");
        terminal.Out.WriteLine($"  Together: {string.Join(", ", sums)}, of {Figures.Duration(slo.Range.Length)}.");
    }

    private static void PrintSuggestions(SloBacktest slo, BacktestOptions options, Terminal terminal)
    {
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(Numbers.Text($"  The strictest target with {options.Reserve * 100:0.##} % of the budget left in the worst window:"));
        foreach (var suggestion in slo.Suggestions) terminal.Out.WriteLine($"  {Figures.Duration(suggestion.Days * Minute.PerDay),6}  {Text(suggestion)}");
    }

    private static string Text(Suggestion suggestion) => suggestion switch
    {
        { Worst: null } when suggestion.HistoryDays < suggestion.Days => Numbers.Text($"unknown: {suggestion.HistoryDays} days were replayed"),
        { Worst: null } => "unknown: there were no events",
        { Worst.Bad: 0 } => "any: nothing was bad",
        { Target: null, Worst: { } worst } => Numbers.Text($"none: {worst.Bad:N0} bad of {worst.Total:N0} from {worst.Range.Start}"),
        { Target: { } target, Worst: { } worst } => Numbers.Text($"{target}: {worst.Bad:N0} bad of {worst.Total:N0} from {worst.Range.Start} to {worst.Range.End}"),
        _ => "unknown",
    };
}
