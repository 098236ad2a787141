using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudget.Pipeline.Tests.Digest;
using ErrorBudget.Pipeline.Tests.Evaluate;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Pipeline.Tests.Collect;

public sealed class JourneySourceTests
{
    private static readonly Minute Noon = Minute.Containing(EvaluatorScene.Noon);
    private static readonly Objective Search = EvaluatorScene.ObjectiveOf("search");
    private static readonly Objective Checkout = EvaluatorScene.ObjectiveOf("checkout");
    private static readonly Objective Requests = Journey("requests", JourneyMethod.WeightedSum, (Search, 1), (Checkout, 3));
    private static readonly Objective Minutes = Journey("minutes", JourneyMethod.AllMet, (Search, 1), (Checkout, 1));
    private static readonly Objective Everything = Journey("everything", JourneyMethod.AllMet, (Requests, 1), (Minutes, 1), (Search, 1));

    private readonly ModelSource _members = new(EvaluatorScene.CountsOf);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_are_read_once_and_together_with_what_else_is_asked()
    {
        var range = MinuteRange.Last(30, Noon);
        var reading = await Read([Search, Requests, Minutes, Everything], range);

        Assert.Equal((range, Resolution.Minute, 2), Assert.Single(_members.Reads));
        Assert.Equal(
            ["everything/availability", "minutes/availability", "requests/availability", "search/availability"],
            reading.Counts.Keys.Select(id => id.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(MinutesOf(range).Select(minute => EvaluatorScene.CountsOf(Search.Slo.Id, minute)), reading.Counts[Search.Slo.Id]);
        Assert.All([Requests, Minutes, Everything], journey => Assert.Equal(MinutesOf(range).Select(minute => Naively(journey, minute)), reading.Counts[journey.Slo.Id]));
    }

    [Fact]
    public async Task The_hours_of_a_journey_are_made_of_its_minutes()
    {
        var range = MinuteRange.Last(48 * Minute.PerHour, Noon);
        var reading = await Read([Search, Requests, Minutes], range, Resolution.Hour);

        Assert.Equal(
            [(range, Resolution.Minute, 2), (range, Resolution.Hour, 1)],
            _members.Reads);
        Assert.All([Requests, Minutes], journey => Assert.Equal(
            MinutesOf(range).Select(minute => Naively(journey, minute)).Chunk(Minute.PerHour)
                .Select(hour => Bucket.Of(hour.Sum(minute => minute.Good), hour.Sum(minute => minute.Total), hour.Count(minute => minute.IsKnown))),
            reading.Counts[journey.Slo.Id]));
    }

    [Fact]
    public async Task What_is_no_journey_is_passed_on_as_it_is()
    {
        await Read([Search, Checkout], MinuteRange.Last(60, Noon), Resolution.Hour);

        Assert.Equal((MinuteRange.Last(60, Noon), Resolution.Hour, 2), Assert.Single(_members.Reads));
    }

    [Fact]
    public async Task A_member_that_cannot_be_read_fails_the_journeys_that_hold_it_and_nothing_else()
    {
        _members.Failure = id => id == Checkout.Slo.Id ? "down" : null;
        var reading = await Read([Search, Requests, Everything], MinuteRange.Last(5, Noon));

        Assert.Equal([Search.Slo.Id], reading.Counts.Keys);
        Assert.Equal(
            [
                "everything/availability: the member requests/availability of the journey could not be read: the member checkout/availability of the journey could not be read: down",
                "requests/availability: the member checkout/availability of the journey could not be read: down",
            ],
            reading.Failures.Select(failure => $"{failure.Key}: {failure.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_refused_count_is_told_of_the_member_alone()
    {
        _members.Rejection = _ => "nonsense";

        Assert.Equal([Search.Slo.Id], (await Read([Search, Requests], MinuteRange.Last(5, Noon))).Rejections.Select(rejection => rejection.Slo));
    }

    [Fact]
    public async Task A_sum_that_is_too_large_is_refused_and_unknown()
    {
        _members.Model = (_, _) => Bucket.Of(1L << 52, 1L << 52);
        var reading = await Read([Requests], MinuteRange.Last(2, Noon));

        Assert.Equal([Bucket.Unknown, Bucket.Unknown], reading.Counts[Requests.Slo.Id]);
        Assert.Equal([Noon - 2, Noon - 1], reading.Rejections.Select(rejection => rejection.Minute));
    }

    [Fact]
    public async Task An_evaluator_keeps_the_ledger_of_a_journey_through_gaps_failures_and_its_whole_history()
    {
        var scene = new EvaluatorScene { Policy = EvaluatorScene.PolicyOf([Search, Requests, Minutes, Checkout]), Options = new() { BackfillMinuteDays = 1 } };
        using var evaluator = new BudgetEvaluator(scene.Store, new JourneySource(scene.Source), scene.Queue, new AdjustmentReader(scene.Adjustments), scene.Time, NullLogger<BudgetEvaluator>.Instance, scene.Options);
        await evaluator.RunAsync(scene.Policy, 0, Stop);

        scene.Source.Failure = id => id == Checkout.Slo.Id ? "down" : null;
        scene.Time.Advance(TimeSpan.FromMinutes(7));
        var report = await evaluator.RunAsync(scene.Policy, 0, Stop);
        Assert.Contains("the member checkout/availability of the journey could not be read: down (minutes/availability, requests/availability)", report.Problems);
        Assert.Equal(Noon - 1, scene.Store.LedgerOf(Requests.Slo.Id).Through);
        Assert.Equal(Noon + 6, scene.Store.LedgerOf(Search.Slo.Id).Through);

        scene.Source.Failure = _ => null;
        scene.Time.Advance(TimeSpan.FromHours(9));
        report = await evaluator.RunAsync(scene.Policy, 0, Stop);

        Assert.Empty(report.Problems);
        Assert.Equal(0, report.Backfilling);
        foreach (var journey in new[] { Requests, Minutes })
        {
            var ledger = scene.Store.LedgerOf(journey.Slo.Id);
            var counted = MinutesOf(new MinuteRange(ledger.CoveredFrom, ledger.Through)).Select(minute => Naively(journey, minute)).ToList();
            var sum = ledger.Open.After - ledger.Floor;

            Assert.Equal(Noon + (9 * Minute.PerHour) + 6, ledger.Through);
            Assert.True(ledger.Through - ledger.CoveredFrom >= 2 * Minute.PerDay);
            Assert.Equal(
                (counted.Sum(minute => minute.Bad), counted.Sum(minute => minute.Total), (long)counted.Count(minute => minute.IsKnown)),
                (sum.Bad, sum.Total, sum.KnownMinutes));
            Assert.Equal(journey == Minutes ? counted.Count(minute => minute.Bad > 0) : 0, sum.BadSlices);
        }
    }

    [Theory]
    [InlineData("requests")]
    [InlineData("minutes")]
    public async Task The_gate_answers_for_a_journey_as_for_any_service(string service)
    {
        var scene = new EvaluatorScene { Policy = EvaluatorScene.PolicyOf([Search, Requests, Minutes, Checkout]) };
        scene.Source.Model = (slo, minute) => Bucket.Of(slo == Checkout.Slo.Id && minute >= Noon - Minute.PerHour ? 50 : 100, 100);
        using var evaluator = new BudgetEvaluator(scene.Store, new JourneySource(scene.Source), scene.Queue, new AdjustmentReader(scene.Adjustments), scene.Time, NullLogger<BudgetEvaluator>.Instance, scene.Options);
        await evaluator.RunAsync(scene.Policy, 0, Stop);
        using var audit = new AuditWriter(new MemoryAuditTrail(), scene.Time, NullLogger<AuditWriter>.Instance);
        var gate = new ReleaseGate(new SnapshotReader(scene.Store, scene.Time), new SignOffReader(new Ledgers.MemorySignOffs(), scene.Time), audit, scene.Time);

        var journey = await gate.ConsiderAsync(scene.Policy, new GateRequest(service, null, ChangeKind.Standard), Stop);
        var member = await gate.ConsiderAsync(scene.Policy, new GateRequest("search", null, ChangeKind.Standard), Stop);

        Assert.Equal((new SloId(service, "availability"), DecisionKind.Block), (journey!.Slo, journey.Decision.Kind));
        Assert.Equal(DecisionKind.Allow, member!.Decision.Kind);

        // Why is said with the journey's own numbers first and with where its members stand last.
        var checkout = scene.Store.SnapshotOf(Checkout.Slo.Id);
        Assert.Contains(journey.Decision.Reasons, reason => reason.Contains("bad of", StringComparison.Ordinal));
        Assert.Equal(
            $"members of the journey: checkout/availability missed with {Figures.Percent(checkout.Budget.Remaining!.Value * 100, checkout.Zones)} % left; search/availability met with 100 % left",
            journey.Decision.Reasons[^1]);
        Assert.DoesNotContain(member.Decision.Reasons, reason => reason.StartsWith("members", StringComparison.Ordinal));
    }

    [Fact]
    public void A_journey_waits_for_the_slowest_of_its_members_sources()
    {
        var slow = Checkout with { Sli = Checkout.Sli with { Source = "slow" } };

        Assert.Equal([PrometheusSettings.DefaultName, "slow"], Journey("buying", JourneyMethod.WeightedSum, (Search, 1), (slow, 1)).Sli.Sources);
    }

    [Fact]
    public void What_changes_a_members_counts_or_its_share_changes_how_the_journey_is_counted()
    {
        var other = Checkout with { Sli = ((MetricSli)Checkout.Sli) with { Metric = "other_total" } };
        string[] fingerprints =
        [
            Requests.Fingerprint,
            Journey("requests", JourneyMethod.WeightedSum, (Search, 1), (Checkout, 2)).Fingerprint,
            Journey("requests", JourneyMethod.WeightedSum, (Search, 1), (other, 3)).Fingerprint,
            Journey("requests", JourneyMethod.WeightedSum, (Search, 1)).Fingerprint,
            Minutes.Fingerprint,
        ];

        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
        Assert.Equal(Requests.Fingerprint, Journey("requests", JourneyMethod.WeightedSum, (Search, 1), (Checkout, 3)).Fingerprint);
    }

    private Task<SliReading> Read(Objective[] objectives, MinuteRange range, Resolution resolution = Resolution.Minute) =>
        new JourneySource(_members).ReadAsync(objectives, range, resolution, Stop);

    private static Objective Journey(string name, JourneyMethod method, params (Objective Objective, int Weight)[] members) =>
        EvaluatorScene.ObjectiveOf(name, slices: method == JourneyMethod.AllMet ? new SliceRule(1, 1) : null) with
        {
            Sli = new JourneySli(method, MissingMember.Unknown, [.. members.Select(member => new JourneyMember(member.Objective, new JourneyShare(member.Weight, 0.97m)))]),
        };

    private static IEnumerable<Minute> MinutesOf(MinuteRange range) => Enumerable.Range(range.Start.Index, range.Length).Select(index => new Minute(index));

    private static Bucket Naively(Objective objective, Minute minute)
    {
        if (objective.Sli is not JourneySli journey) return EvaluatorScene.CountsOf(objective.Slo.Id, minute);
        var members = journey.Members.Select(member => (Bucket: Naively(member.Objective, minute), member.Share)).ToList();
        if (journey.Rule.Method == JourneyMethod.AllMet)
        {
            if (members.Any(member => member.Bucket.Total > 0 && (decimal)member.Bucket.Good / member.Bucket.Total < member.Share.MinuteTarget)) return Bucket.Of(0, 1);
            if (members.Any(member => !member.Bucket.IsKnown)) return Bucket.Unknown;
            return members.Any(member => member.Bucket.Total > 0) ? Bucket.Of(1, 1) : Bucket.Of(0, 0);
        }

        return members.Any(member => !member.Bucket.IsKnown)
            ? Bucket.Unknown
            : Bucket.Of(members.Sum(member => member.Bucket.Good * member.Share.Weight), members.Sum(member => member.Bucket.Total * member.Share.Weight));
    }
}
