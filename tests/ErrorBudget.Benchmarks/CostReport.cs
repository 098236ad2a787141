using System.Globalization;

namespace ErrorBudget.Benchmarks;

/// <summary>What a month costs, as a table in Markdown.</summary>
internal sealed record CostReport(PriceList Prices, IReadOnlyList<CostMeasures> Measured)
{
    private const double MinutesOfMonth = 730 * 60;

    private const int Queues = 4;

    private static readonly string[] _tables = [StorageCalls.Batch, StorageCalls.Read, StorageCalls.Write];

    public void Print(TextWriter output)
    {
        output.WriteLine($"Prices: {Prices.Note}");
        output.WriteLine();
        output.WriteLine($"| A month of | {string.Join(" | ", Measured.Select(measured => Text($"{measured.Slos:N0} SLOs, every {(measured.IntervalMinutes == 1 ? "minute" : Text($"{measured.IntervalMinutes} min"))}")))} |");
        output.WriteLine($"|---|{string.Concat(Measured.Select(_ => "---:|"))}");
        Line("ticks", measured => Text($"{Ticks(measured):N0}"));
        Line("one tick: seconds", measured => Text($"{measured.TickSeconds:N2}"));
        Line("one tick: bytes written", measured => Text($"{measured.TickBytes:N0}"));
        foreach (var kind in _tables) Line($"one tick: table {kind}", measured => Text($"{measured.Tick.GetValueOrDefault(kind):N1}"));
        Line("table transactions", measured => Text($"{TableCalls(measured):N0}"));
        Line("… of them gate requests and notices", measured => Text($"{OtherTableCalls(measured):N0}"));
        Line("queue transactions", measured => Text($"{QueueCalls(measured):N0}"));
        Line("… of them looks into empty queues", _ => Text($"{IdlePolls:N0}"));
        Line("stored, GB", measured => Text($"{StoredGB(measured):N2}"));
        Line("executions", measured => Text($"{Executions(measured):N0}"));
        Line("GB-seconds", measured => Text($"{GBSeconds(measured):N0}"));
        Line("logs, GB", measured => Text($"{LogGB(measured):N1}"));
        foreach (var (name, of) in Costs) Line($"{Prices.Currency}: {name}", measured => Text($"{of(measured):N2}"));
        Line($"**{Prices.Currency} in all**", measured => Text($"**{Costs.Sum(cost => cost.Of(measured)):N2}**"));
        Line($"{Prices.Currency} in all, if the free amounts are used up elsewhere", measured => Text($"{(this with { Prices = Prices with { FreeExecutions = 0, FreeGBSeconds = 0, FreeLogGB = 0 } }).Costs.Sum(cost => cost.Of(measured)):N2}"));
        output.WriteLine();
        output.WriteLine(Text($"One gate request: {Calls(Measured[0].Ask)}. One notice to one place: {Calls(Measured[0].Notice)}. {Prices.GateAsks:N0} gate requests and {Prices.Notices:N0} notices a month; counts kept for {Prices.KeptDays} days."));

        void Line(string name, Func<CostMeasures, string> of) => output.WriteLine($"| {name} | {string.Join(" | ", Measured.Select(of))} |");
    }

    private (string Name, Func<CostMeasures, double> Of)[] Costs =>
    [
        ("table transactions", measured => TableCalls(measured) / 10_000 * Prices.TableTransactionsPer10K),
        ("queue transactions", measured => QueueCalls(measured) / 10_000 * Prices.QueueTransactionsPer10K),
        ("stored", measured => StoredGB(measured) * Prices.TableGBMonth),
        ("executions", measured => Math.Max(0, Executions(measured) - Prices.FreeExecutions) / 1e6 * Prices.ExecutionsPerMillion),
        ("GB-seconds", measured => Math.Max(0, GBSeconds(measured) - Prices.FreeGBSeconds) * Prices.GBSecond),
        ("logs", measured => Math.Max(0, LogGB(measured) - Prices.FreeLogGB) * Prices.LogGB),
    ];

    /// <summary>If a host listens all the time, and every queue is empty: no more calls than that are made for nothing.</summary>
    private double IdlePolls => Queues * MinutesOfMonth * 60 / Prices.QueuePollSeconds;

    private static double Ticks(CostMeasures measured) => MinutesOfMonth / measured.IntervalMinutes;

    private double TableCalls(CostMeasures measured) => (Ticks(measured) * _tables.Sum(kind => measured.Tick.GetValueOrDefault(kind))) + OtherTableCalls(measured);

    private double OtherTableCalls(CostMeasures measured) =>
        _tables.Sum(kind => (Prices.GateAsks * measured.Ask.GetValueOrDefault(kind)) + (Prices.Notices * measured.Notice.GetValueOrDefault(kind)));

    private double QueueCalls(CostMeasures measured) => IdlePolls + (Prices.Notices * measured.Notice.GetValueOrDefault(StorageCalls.Queue));

    private double StoredGB(CostMeasures measured) => measured.Slos * measured.SloDayBytes * Prices.KeptDays / 1e9;

    private double Executions(CostMeasures measured) => Ticks(measured) + Prices.GateAsks + Prices.Notices;

    private double GBSeconds(CostMeasures measured) => Prices.InstanceGB
        * ((Ticks(measured) * Math.Max(Prices.MinimumSeconds, measured.TickSeconds)) + ((Prices.GateAsks + Prices.Notices) * Prices.MinimumSeconds));

    private double LogGB(CostMeasures measured) => MinutesOfMonth / Minute.PerDay * (Prices.LogGBPerDay + (Prices.LogGBPerDayAnd1000Slos * measured.Slos / 1000));

    private static string Calls(IReadOnlyDictionary<string, double> calls) =>
        string.Join(", ", calls.Where(kind => kind.Value > 0).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => Text($"{kind.Key} {kind.Value:0.##}")));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
