using System.Globalization;

namespace ErrorBudget.Tests;

/// <summary>SLOs, rules and ledgers the tests share.</summary>
internal static class Slos
{
    /// <summary>2026-11-01T00:00Z, a Sunday.</summary>
    public static readonly Minute Start = At("2026-11-01T00:00Z");

    public static readonly Target ThreeNines = new(0.999m);

    public static Slo Of(decimal target = 0.999m, SloWindow? window = null, SliceRule? slices = null, params BurnRateRule[] rules) => new()
    {
        Id = new SloId("payment-gateway", "availability"),
        Target = new Target(target),
        Window = window ?? SloWindow.Rolling(30),
        Slices = slices,
        Rules = [.. rules],
        Owner = "payments",
    };

    public static BurnRateRule Rule(
        int window, decimal multiplier, int? confirm = null, int hold = 5, LowTrafficGuards? guards = null, BurnSeverity severity = BurnSeverity.Fast, string name = "fast") => new()
        {
            Name = name,
            Severity = severity,
            WindowMinutes = window,
            ConfirmWindowMinutes = confirm,
            Multiplier = multiplier,
            HoldMinutes = hold,
            Guards = guards ?? LowTrafficGuards.None,
        };

    public static Minute At(string text) => Minute.Containing(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>The same bucket so many times.</summary>
    public static IEnumerable<Bucket> Minutes(int count, long bad, long total) => Enumerable.Repeat(Bucket.Of(total - bad, total), count);

    public static IEnumerable<Bucket> Unknown(int count) => Enumerable.Repeat(Bucket.Unknown, count);

    /// <summary>A ledger that begins at <see cref="Start"/>.</summary>
    public static Ledger LedgerOf(SliceRule? slices, params IEnumerable<Bucket>[] stretches) =>
        Ledger.StartingAt(Start).Append([.. stretches.SelectMany(stretch => stretch)], slices);

    /// <summary>The first snapshot of a ledger.</summary>
    public static Snapshot Evaluate(Slo slo, Ledger ledger, Snapshot? previous = null) =>
        Evaluation.Advance(slo, ledger, previous, ledger.Through.Start, "v1");
}
