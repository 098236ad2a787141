using System.Collections.Immutable;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Digest;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Digest;

/// <summary>SLOs whose past is written hour by hour, and those who report on them.</summary>
internal sealed class Ledgers
{
    /// <summary>A Monday.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private readonly List<Objective> _objectives = [];

    public MemoryLedgerStore Store { get; } = new();

    public MemoryAdjustments Adjustments { get; } = new();

    public MemoryAuditTrail Audit { get; } = new();

    public MemorySignOffs SignOffs { get; } = new();

    public MemoryNoticeQueue Queue { get; } = new();

    public int RetentionDays { get; set; } = 100;

    public ImmutableArray<string> Operators { get; set; } = [];

    public Policy Policy => new()
    {
        Version = "2.0-test", RetentionDays = RetentionDays, Prometheus = ImmutableDictionary<string, PrometheusSettings>.Empty, Objectives = [.. _objectives], Operators = Operators,
        Channels = ImmutableDictionary<string, Channel>.Empty.Add("pagerduty:tier-2", new PagerDutyService(new Secret("key"), new Uri("https://events.pagerduty.com")) { Address = "pagerduty:tier-2" }),
    };

    public ReportReader Reader => new(Store, Snapshots, new BudgetHistory(Store, new AdjustmentReader(Adjustments)), new AdjustmentReader(Adjustments), Audit, SignOffs);

    public DigestRun Digests => new(Reader, Queue);

    public ReviewRun Reviews => new(Reader, Snapshots, Queue);

    private SnapshotReader Snapshots => new(Store, new FakeTimeProvider(Now));

    /// <summary>Adds an SLO of 99 % over 2 days.</summary>
    /// <param name="service">Its service.</param>
    /// <param name="days">How many days are known.</param>
    /// <param name="hour">What was counted in an hour that ended so many hours ago, 1 or more.</param>
    /// <param name="owner">Its owner.</param>
    /// <param name="channels">Who is told.</param>
    public async Task<Slo> AddAsync(string service, int days, Func<int, Bucket> hour, string owner = "team-shop", params string[] channels)
    {
        var slo = new Slo { Id = new SloId(service, "availability"), Target = new Target(0.99m), Window = SloWindow.Rolling(2), Owner = owner };
        var hours = Enumerable.Range(0, days * 24).Select(i => (IReadOnlyCollection<Bucket>)[hour((days * 24) - i)]).ToList();
        var (ledger, segments) = Ledger.StartingAt(Minute.Containing(Now)).Prepend(hours);
        var snapshot = Evaluation.Advance(slo, ledger, null, Now, "2.0-test");
        await Store.CommitAsync(Slot.Of(slo.Id), [new SloCommit(slo.Id, null, new SloRecord("f", ledger, snapshot), segments, [])], TestContext.Current.CancellationToken);
        _objectives.Add(new Objective
        {
            Slo = slo,
            Sli = new MetricSli { Metric = "http_requests_total", ServiceLabel = "service", Service = service, StatusLabel = "code", SuccessValues = ["2.."] },
            Notification = new NotificationRules([.. channels], []),
        });
        return slo;
    }

    /// <summary>Notes that the gate opened for a sign-off.</summary>
    public async Task OpenAsync(SignOff signOff, DateTimeOffset at)
    {
        await SignOffs.AddAsync(signOff, TestContext.Current.CancellationToken);
        var decision = new AuditedDecision(ChangeKind.Standard, DecisionKind.SignOff, true, [], null, null, null, null, [], null, null, signOff.Id.ToString());
        await Audit.AppendAsync([new AuditEntry(Guid.CreateVersion7(at), at, AuditEvent.Decided, signOff.Id.Service, null, null, "2.0-test") { Decision = decision }], TestContext.Current.CancellationToken);
    }

    /// <summary>Sign-offs in memory.</summary>
    internal sealed class MemorySignOffs : ISignOffStore
    {
        private readonly Dictionary<SignOffId, SignOff> _all = [];

        public Task AddAsync(SignOff signOff, CancellationToken cancellationToken)
        {
            _all[signOff.Id] = signOff;
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<SignOff>> LoadAsync(string service, DateTimeOffset since, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<SignOff>>([.. _all.Values.Where(signOff => signOff.Id.Service == service && signOff.CreatedAt >= since)]);

        public Task<IReadOnlyList<SignOff>> LoadAllAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<SignOff>>([.. _all.Values.Where(signOff => signOff.CreatedAt >= since)]);

        public Task<SignOff?> FindAsync(SignOffId id, CancellationToken cancellationToken) => Task.FromResult(_all.GetValueOrDefault(id));

        public Task RevokeAsync(SignOffId id, DateTimeOffset at, CancellationToken cancellationToken)
        {
            _all[id] = _all[id] with { RevokedAt = at };
            return Task.CompletedTask;
        }
    }
}
