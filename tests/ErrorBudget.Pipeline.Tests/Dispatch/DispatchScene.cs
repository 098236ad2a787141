using System.Collections.Immutable;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Evaluate;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Dispatch;

/// <summary>Dispatchers on a real table, a queue with a clock of its own, and an outside that counts.</summary>
internal sealed class DispatchScene
{
    public const string Slack = "slack:#reliability";
    public const string Pager = "pagerduty:escalation";

    public static readonly DateTimeOffset Noon = EvaluatorScene.Noon;

    private readonly IDeliveryStore _store;

    public DispatchScene(IDeliveryStore store)
    {
        _store = store;
        Queue = new TimedQueue(Time);
        Policy = With(new NotificationRules([Slack, Pager], []));
    }

    public FakeTimeProvider Time { get; } = new(Noon);

    public TimedQueue Queue { get; }

    public Receiver Outside { get; } = new();

    public Policy Policy { get; set; }

    public DispatchLimits Limits { get; } = new();

    public static Policy With(NotificationRules rules) => EvaluatorScene.PolicyOf([EvaluatorScene.ObjectiveOf("shop") with { Notification = rules }]);

    public static BudgetEvent Started(string rule = "fast", BurnSeverity severity = BurnSeverity.Fast) =>
        new($"BurnStarted|{Episode(rule)}", BudgetEventKind.BurnStarted, Noon, "test") { Service = "shop", Slo = "availability", Rule = rule, Severity = severity, Episode = Episode(rule) };

    public static BudgetEvent Resolved(string rule = "fast", BurnSeverity severity = BurnSeverity.Fast) =>
        Started(rule, severity) with { Id = $"BurnResolved|{Episode(rule)}", Kind = BudgetEventKind.BurnResolved, At = Noon.AddMinutes(20), Follows = $"BurnStarted|{Episode(rule)}", FollowsAt = Noon };

    /// <summary>A new process.</summary>
    public Dispatcher Start(Mortal? life = null)
    {
        var process = life ?? new Mortal();
        var queue = new MortalQueue(Queue, process);
        var runner = new ErrandRunner(
            new MortalConsequence(Outside, process), new MortalDeliveries(_store, process), queue, Limits, Time, NullLogger<ErrandRunner>.Instance);
        return new Dispatcher(runner, queue, NullLogger<Dispatcher>.Instance);
    }

    public Task SendAsync(BudgetEvent happened) => Queue.PostponeAsync(happened.ToJson(), TimeSpan.Zero, TestContext.Current.CancellationToken);

    /// <summary>Handles what can be seen now. When a process dies, the next message finds a new one.</summary>
    public async Task PumpAsync(Mortal? life = null)
    {
        var current = life ?? new Mortal();
        await Queue.PumpAsync(async text =>
        {
            if (current.IsDead) current = new Mortal();
            await Start(current).RunAsync(DispatchMessage.Parse(text), Policy, TestContext.Current.CancellationToken);
        });
    }

    /// <summary>Handles messages and lets time pass until the queue is empty.</summary>
    public async Task RunToTheEndAsync(Mortal? life = null, TimeSpan? atMost = null)
    {
        var end = Time.GetUtcNow() + (atMost ?? TimeSpan.FromDays(5));
        await PumpAsync(life);
        while (Queue.Next is { } next && next <= end)
        {
            if (next > Time.GetUtcNow()) Time.SetUtcNow(next);
            await PumpAsync();
        }
    }

    public ImmutableArray<string> ArrivedAt(string target) => [.. Outside.Arrived.Where(errand => errand.Target == target).Select(errand => errand.Event.Id)];

    private static string Episode(string rule) => $"shop/availability/{rule}@{Noon:yyyy-MM-ddTHH:mmZ}";
}
