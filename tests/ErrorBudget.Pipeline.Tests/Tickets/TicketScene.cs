using System.Collections.Immutable;
using Azure.Core;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Pipeline.Tickets;
using ErrorBudget.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Tickets;

/// <summary>A real Azurite, a fake tracker, and any number of desks that keep its tickets.</summary>
internal sealed class TicketScene : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    public static readonly SloId Checkout = new("checkout", "availability");

    private readonly List<OutgoingHttp> _connections = [];

    private TicketScene(TestStore store, FakeTimeProvider time, FakeTracker tracker) => (Store, Time, Tracker) = (store, time, tracker);

    public TestStore Store { get; }

    public FakeTimeProvider Time { get; }

    public FakeTracker Tracker { get; }

    public ILedgerStore Ledgers { get; set; } = new MemoryLedgerStore();

    public MemoryAdjustments Adjustments { get; } = new();

    /// <summary>The policy's rules for tickets.</summary>
    public TicketRules Rules { get; set; } = new() { CloseOnRecovery = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TicketScene> StartAsync(AzuriteFixture azurite, TrackerKind kind)
    {
        var time = new FakeTimeProvider(Noon);
        return new TicketScene(await azurite.NewStoreAsync(), time, kind switch
        {
            TrackerKind.Boards => await FakeBoards.StartAsync(time),
            TrackerKind.GitHub => await FakeGitHub.StartAsync(time),
            _ => await FakeJira.StartAsync(time),
        });
    }

    /// <summary>A desk as a process of its own has it.</summary>
    public TicketDesk Desk(Mortality? mortality = null)
    {
        HttpMessageHandler transport = OutgoingHttp.CreateTransport();
        ITicketStore tickets = Store.Store.Tickets;
        if (mortality is not null) (transport, tickets) = (new MortalTransport(transport, mortality), new MortalTicketStore(tickets, mortality));
        var http = new OutgoingHttp(transport, Time);
        _connections.Add(http);
        return new TicketDesk(tickets, Ledgers, new BurnDownReader(Ledgers, new AdjustmentReader(Adjustments)), new TrackerConnections(http, NoIdentity).Open, Time);
    }

    public Task<Receipt> RunAsync(Errand errand, TicketDesk? desk = null) => (desk ?? Desk()).RunAsync(errand, Cancel);

    /// <summary>Runs an errand as a dispatcher does: again, after the time it is asked to wait, until it is done.</summary>
    public async Task<Receipt> InsistAsync(Errand errand)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var receipt = await RunAsync(errand);
            if (receipt.Kind is not (ReceiptKind.Postponed or ReceiptKind.Unavailable)) return receipt;
            Time.Advance((receipt.RetryAfter ?? TimeSpan.Zero) + TimeSpan.FromSeconds(1));
        }

        throw new InvalidOperationException("The errand does not come to an end.");
    }

    public Errand Errand(BudgetEventKind kind, string episode, TicketKind ticket = TicketKind.Sprint, int minute = 0, SloId? slo = null) =>
        Errand(Event(kind, episode, minute, slo ?? Checkout), ticket);

    public Errand Errand(BudgetEvent happened, TicketKind ticket = TicketKind.Sprint)
    {
        var objective = Objective(happened.SloId!.Value) with { Tickets = Rules with { Tracker = Tracker.Settings.Name } };
        return new Errand(happened, $"ticket:{ticket.ToString().ToLowerInvariant()}", Policy(objective), objective);
    }

    public static BudgetEvent Event(BudgetEventKind kind, string episode, int minute, SloId slo) => new($"{kind}|{slo}|{episode}|{minute}", kind, Noon.AddMinutes(minute), "2.0-test")
    {
        Service = slo.Service,
        Slo = slo.Slo,
        Episode = episode,
        Facts = Facts,
    };

    public static BudgetFacts Facts => new(
        "team-checkout", 0.999m, "30 d", "events", 1_201, 1_310_000, 1_310m, 8.32m, Zone.Block, [], 600, null, Noon);

    public static Objective Objective(SloId slo) => new()
    {
        Slo = new Slo { Id = slo, Target = new Target(0.999m), Window = SloWindow.Rolling(30), Owner = "team-checkout" },
        Sli = new QuerySli { Good = "g", Total = "t" },
        Runbook = new Uri("https://runbooks.contoso.example/checkout"),
    };

    public Policy Policy(Objective objective) => new()
    {
        Version = "2.0-test",
        RetentionDays = 31,
        Prometheus = ImmutableDictionary<string, PrometheusSettings>.Empty,
        Objectives = [objective],
        Trackers = ImmutableDictionary<string, Tracker>.Empty.Add(Tracker.Settings.Name, Tracker.Settings),
        Site = new Uri("https://budgets.contoso.example/"),
    };

    /// <summary>The tickets of an SLO.</summary>
    public FakeTicket[] TicketsOf(SloId slo, TicketKind kind = TicketKind.Sprint) => [.. Tracker.Tickets.Where(ticket => ticket.Tags.Contains(new TicketKey(slo, kind).Tag))];

    public async ValueTask DisposeAsync()
    {
        foreach (var http in _connections) http.Dispose();
        await Tracker.DisposeAsync();
        Store.Dispose();
    }

    private static TokenCredential NoIdentity() => throw new InvalidOperationException("No identity is asked for.");
}

/// <summary>Which tracker.</summary>
public enum TrackerKind
{
    Boards,
    GitHub,
    Jira,
}
