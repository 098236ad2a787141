using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Backtest;

/// <summary>A year of minutes with known incidents, and the objective that it is judged by.</summary>
internal static class GeneratedYear
{
    public const int Minutes = 365 * Minute.PerDay;

    /// <summary>How far before the year counting begins, so that its first window is whole.</summary>
    public const int Before = 31 * Minute.PerDay;

    public static readonly Minute Start = Minute.Containing(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static MinuteRange Range => new(Start, Start + Minutes);

    public static Objective Objective { get; } = new()
    {
        Slo = new Slo
        {
            Id = new SloId("payment-gateway", "availability"),
            Target = new Target(0.999m),
            Window = SloWindow.Rolling(30),
            Rules =
            [
                new BurnRateRule { Name = "fast", Severity = BurnSeverity.Fast, WindowMinutes = 60, ConfirmWindowMinutes = 5, Multiplier = 14.4m },
                new BurnRateRule { Name = "slow", Severity = BurnSeverity.Slow, WindowMinutes = 360, ConfirmWindowMinutes = 30, Multiplier = 6 },
            ],
        },
        Sli = new MetricSli { Metric = "requests_total", ServiceLabel = "service", Service = "payment-gateway", StatusLabel = "code", SuccessValues = ["2.."] },
    };

    /// <summary>The ledger of counts that are a function of the minute, counted from the year's start.</summary>
    public static Ledger Ledger(Func<int, (long Bad, long Total)> counts) => ErrorBudget.Ledger.StartingAt(Start - Before).Append(
    [
        .. Enumerable.Range(-Before, Before + Minutes).Select(minute =>
        {
            var (bad, total) = counts(minute);
            return Bucket.Of(total - bad, total);
        }),
    ]);
}
