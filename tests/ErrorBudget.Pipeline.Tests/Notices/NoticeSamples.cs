using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Policies;

namespace ErrorBudget.Pipeline.Tests.Notices;

/// <summary>One errand of every kind, as a checkout service would have them.</summary>
internal static class NoticeSamples
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 34, 0, TimeSpan.Zero);

    private static readonly SloId Id = new("checkout", "availability");

    public static Policy Policy { get; } = PolicyTexts.Policy(PolicyTexts.Service()) with { Version = "2.0-1f3a9c02", Site = new Uri("https://slo.example.com/") };

    public static Objective Objective { get; } = new()
    {
        Slo = new Slo { Id = Id, Target = new Target(0.999m), Window = SloWindow.Rolling(30), Owner = "team-checkout" },
        Sli = Policy.Objectives[0].Sli,
        FeatureFlags = new FeatureFlagRules(AutoRollback: true, BurnThreshold: 10) { Flags = ["new-cart", "express-pay"], Store = "production" },
        Notification = NotificationRules.None with
        {
            Escalation = [new EscalationStep(1440, ["pagerduty:checkout-leads"]), new EscalationStep(4320, ["slack:#directors"])],
        },
        Tickets = new TicketRules { Tracker = "boards" },
        Runbook = new Uri("https://wiki.example.com/runbooks/checkout?section=errors&view=full"),
    };

    public static BudgetFacts Healthy { get; } = Facts(remainingPct: 68.8m, bad: 409, minutes: 1_620);

    private static BudgetFacts Spent { get; } = Facts(remainingPct: -6.87m, bad: 1_400, minutes: 0) with { Zone = Zone.Block, ExhaustedSince = Now.AddHours(-26) };

    /// <summary>Every message with its name, in the order people meet them.</summary>
    public static IReadOnlyList<(string Name, Errand Errand)> All { get; } =
    [
        ("A fast burn started", Errand(BurnStarted)),
        ("A slow burn started while the fast one goes on", Errand(Event(BudgetEventKind.BurnStarted, Burning("fast", "slow")) with { Rule = "slow", Severity = BurnSeverity.Slow, Episode = "checkout/availability/slow@2026-03-01T12:30Z", InhibitedBy = "fast" })),
        ("A burn resolved while a slower one goes on", Errand(Event(BudgetEventKind.BurnResolved, Burning("slow")) with { Rule = "fast", Severity = BurnSeverity.Fast, Episode = BurnStarted.Episode, Follows = BurnStarted.Id, FollowsAt = Now.AddMinutes(-42) })),
        ("The last burn resolved", Errand(Event(BudgetEventKind.BurnResolved, Healthy with { MinutesToExhaustion = null }) with { Rule = "fast", Severity = BurnSeverity.Fast, Episode = BurnStarted.Episode, Follows = BurnStarted.Id, FollowsAt = Now.AddMinutes(-42) })),
        ("The zone changed", Errand(Event(BudgetEventKind.ZoneChanged, Facts(remainingPct: 48.3m, bad: 677, minutes: 2_900) with { Zone = Zone.SignOff }) with { From = Zone.Monitor, To = Zone.SignOff })),
        ("The budget is exhausted", Errand(Event(BudgetEventKind.BudgetExhausted, Spent with { ExhaustedSince = Now }) with { Episode = "checkout/availability/exhausted@2026-03-01T12:34Z" })),
        ("It is still exhausted", Errand(Event(BudgetEventKind.StillExhausted, Spent) with { AfterMinutes = 1440 })),
        ("The freeze began", Errand(Event(BudgetEventKind.FreezeStarted, Spent with { Zone = Zone.Freeze, ExhaustedSince = Now.AddDays(-7) }))),
        ("The budget recovered", Errand(Event(BudgetEventKind.BudgetRecovered, Facts(remainingPct: 2.4m, bad: 1_278, minutes: null) with { Zone = Zone.Block }) with { Episode = "checkout/availability/exhausted@2026-03-01T12:34Z", FollowsAt = Now.AddHours(-76) })),
        ("A reliability sprint is due", Errand(Event(BudgetEventKind.SprintDue, Facts(remainingPct: 8.1m, bad: 1_204, minutes: 3_000) with { Zone = Zone.Block }))),
        ("The sprint is over", Errand(Event(BudgetEventKind.SprintOver, Facts(remainingPct: 14.2m, bad: 1_124, minutes: null) with { Zone = Zone.Block }))),
        ("Data are missing", Errand(Event(BudgetEventKind.DataMissing, Healthy) with { Episode = "checkout/availability/data@2026-03-01T12:34Z", Detail = "No data since 2026-03-01T12:28Z" })),
        ("Data returned", Errand(Event(BudgetEventKind.DataReturned, Healthy) with { Episode = "checkout/availability/data@2026-03-01T12:34Z", FollowsAt = Now.AddMinutes(-23) })),
        ("Counts were rejected", Errand(Event(BudgetEventKind.CountsRejected, Healthy) with { Detail = "Prometheus returned 1,204 good of 1,200 events for 2026-03-01T12:31Z" })),
        ("Feature flags are to be switched off", Errand(Event(BudgetEventKind.RollbackDue, Burning("fast")))),
        ("The burn is below the limit for flags", Errand(Event(BudgetEventKind.RollbackOver, Healthy))),
        ("Feature flags were switched off", Errand(Event(BudgetEventKind.FlagsSwitchedOff, Burning("fast")) with { Detail = "new-cart and express-pay were switched off in production" })),
        ("Feature flags were switched on", Errand(Event(BudgetEventKind.FlagsSwitchedOn, Healthy) with { Detail = "new-cart and express-pay were switched on in production" })),
        ("A policy was refused", Errand(Event(BudgetEventKind.PolicyRefused) with { Episode = "policy@2026-03-01T12:34Z", Detail = "error-budget-policy.yaml:12:15: the target is 99.9; it must be above 0 and below 1, for example 0.999" })),
        ("A policy was accepted", Errand(Event(BudgetEventKind.PolicyAccepted) with { Episode = "policy@2026-03-01T12:34Z", FollowsAt = Now.AddMinutes(-11) })),
        ("The weekly digest", Errand(Event(BudgetEventKind.Digest) with { Service = "checkout", Detail = "availability: 68.8 % left, 2 fast burns, 54 min in all\nlatency: 91 % left, no burn" })),
        ("A review is due", Errand(Event(BudgetEventKind.ReviewDue, Facts(remainingPct: 97.2m, bad: 37, minutes: null)) with { Detail = "At most 4.1 % of the budget was used at any time since 2025-03-01" })),
    ];

    public static BudgetEvent BurnStarted => Event(BudgetEventKind.BurnStarted, Burning("fast")) with
    {
        Rule = "fast",
        Severity = BurnSeverity.Fast,
        Episode = "checkout/availability/fast@2026-03-01T12:34Z",
    };

    public static Errand Errand(BudgetEvent happened) => new(happened, "slack:#reliability", Policy, happened.SloId is null ? null : Objective);

    public static BudgetEvent Event(BudgetEventKind kind, BudgetFacts? facts = null) => new($"{kind}|{Id}@2026-03-01T12:34Z", kind, Now, Policy.Version)
    {
        Service = facts is null ? null : Id.Service,
        Slo = facts is null ? null : Id.Slo,
        Facts = facts,
    };

    private static BudgetFacts Burning(params string[] rules) => Healthy with
    {
        Burns = [.. Healthy.Burns.Select(burn => !rules.Contains(burn.Rule) ? burn : burn.Rule == "fast"
            ? burn with { Active = true, Burn = 14.904m, Bad = 149, Total = 9_997, ConfirmBurn = 18.2m }
            : burn with { Active = true, Burn = 7.14m, Bad = 402, Total = 56_302, ConfirmBurn = 6.8m })],
    };

    private static BudgetFacts Facts(decimal remainingPct, long bad, long? minutes) => new(
        "team-checkout", 0.999m, "30 d", "events", bad, 1_310_000, 1_310, remainingPct, remainingPct > 80 ? Zone.Standard : Zone.Monitor,
        [
            new BurnFact("fast", BurnSeverity.Fast, 60, 0.42m, 4, 9_997, 5, 0.31m, 14.4m, Active: false),
            new BurnFact("slow", BurnSeverity.Slow, 360, 1.1m, 62, 56_302, 30, 0.9m, 6, Active: false),
        ],
        minutes, null, Now);
}
