using System.Collections.Concurrent;
using CsCheck;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tests.Tables;

/// <summary>Records as evaluations make them, and random ones.</summary>
internal static class Samples
{
    public static readonly Minute Now = new(29_750_080);

    /// <summary>A service of about 6,000 events a minute with three rules, 30 days covered, as the domain evaluates it.</summary>
    public static SloRecord Typical(SloId slo, int openMinutes = 100, int seed = 1)
    {
        var record = _typical.GetOrAdd((openMinutes, seed), kind => Evaluate(kind.OpenMinutes, kind.Seed));
        return record with { Snapshot = record.Snapshot with { Id = slo } };
    }

    private static readonly ConcurrentDictionary<(int OpenMinutes, int Seed), SloRecord> _typical = new();

    private static SloRecord Evaluate(int openMinutes, int seed)
    {
        var random = new Random(seed);
        var objective = new Slo
        {
            Id = new SloId("any", "availability"),
            Target = new Target(0.999m),
            Window = SloWindow.Rolling(30),
            Owner = "payments-team",
            Rules =
            [
                Rule("fast-burn", BurnSeverity.Fast, 60, 14.4m),
                Rule("slow-burn", BurnSeverity.Slow, 360, 6m),
                Rule("critical-burn", BurnSeverity.Critical, 4320, 1m),
            ],
        };
        var hours = Enumerable.Range(0, 31 * 24).Select(_ => (IReadOnlyCollection<Bucket>)[Bucket.Of(359_500, 359_800, 60)]).ToList();
        var start = (Now - openMinutes).Hour;
        var ledger = Ledger.StartingAt(start).Prepend(hours).Ledger
            .Append([.. Enumerable.Range(0, Now - start).Select(_ => Busy(random))]);
        var snapshot = Evaluation.Advance(objective, ledger, null, Now.Start.AddSeconds(17.123), "3f9ac01b");
        return new SloRecord("a81bc81b", ledger, snapshot);

        static BurnRateRule Rule(string name, BurnSeverity severity, int window, decimal multiplier) => new()
        {
            Name = name, Severity = severity, WindowMinutes = window, ConfirmWindowMinutes = window / 12, Multiplier = multiplier,
        };
    }

    /// <summary>A sealed hour of such a service.</summary>
    public static LedgerSegment TypicalHour(Minute hour, int seed = 1)
    {
        var random = new Random(seed);
        return LedgerSegment.From(hour.Hour, new Tally(123_456, 512_345_678, 43_200, 0), [.. Enumerable.Range(0, 60).Select(_ => Busy(random))]);
    }

    public static SloCommit Commit(SloRecord record, string? etag = null, IReadOnlyList<LedgerSegment>? hours = null, IReadOnlyList<OutboxRecord>? outbox = null) =>
        new(record.Snapshot.Id, etag, record, hours ?? [], outbox ?? []);

    /// <summary>SLOs that share a slot.</summary>
    public static IEnumerable<SloId> SlosOf(Slot slot) =>
        Enumerable.Range(0, int.MaxValue).Select(i => new SloId($"service-{i}", "availability")).Where(slo => Slot.Of(slo) == slot);

    public static void AssertSame(SloRecord expected, SloRecord actual)
    {
        Assert.Equal(expected.Fingerprint, actual.Fingerprint);
        Assert.Equal((expected.Ledger.CoveredFrom, expected.Ledger.Floor), (actual.Ledger.CoveredFrom, actual.Ledger.Floor));
        AssertSame(expected.Ledger.Open, actual.Ledger.Open);
        Assert.Equal(expected.Snapshot with { Rules = [] }, actual.Snapshot with { Rules = [] });
        Assert.Equal(expected.Snapshot.Rules.AsEnumerable(), actual.Snapshot.Rules);
    }

    public static void AssertSame(LedgerSegment expected, LedgerSegment actual)
    {
        Assert.Equal((expected.Start, expected.BucketMinutes), (actual.Start, actual.BucketMinutes));
        Assert.Equal(expected.Marks.AsEnumerable(), actual.Marks);
    }

    private static Bucket Busy(Random random)
    {
        var total = 5_850 + random.Next(300);
        return Bucket.Of(total - (random.Next(3) == 0 ? random.Next(20) : 0), total);
    }

    private static readonly Gen<string> _text = Gen.Frequency(
        (3, Gen.OneOfConst("", "payments-team", "team/ü%'|=#?\\", "漢字 🙂", "a\nb\u0001")),
        (1, Gen.String[Gen.Char[' ', '\u024F'], 0, 40]));

    private static readonly Gen<Minute> _minute = Gen.Frequency((4, Gen.Int[29_000_000, 30_000_000]), (1, Gen.Int[0, int.MaxValue])).Select(index => new Minute(index));

    private static readonly Gen<Minute?> _minuteOrNone = Gen.Frequency((1, Gen.Const((Minute?)null)), (2, _minute.Select(minute => (Minute?)minute)));

    private static readonly Gen<long> _count = Gen.Frequency((2, Gen.Const(0L)), (4, Gen.Long[0, 20]), (4, Gen.Long[5_000, 7_000]), (1, Gen.Long[0, 1L << 50]));

    private static readonly Gen<decimal> _fraction = Gen.OneOf(
        Gen.OneOfConst(0.999m, 0.99m, 0.5m, 0.9990m, 1m / 3),
        Gen.Long[1, 999_999].Select(n => n / 1_000_000m),
        Gen.Long[1, long.MaxValue - 1].Select(n => n / (decimal)long.MaxValue));

    private static readonly Gen<Tally> _tally = Gen.Select(Signed, Signed, Signed, Signed, (bad, total, known, slices) => new Tally(bad, total, known, slices));

    private static readonly Gen<SliceRule?> _slices = Gen.Frequency(
        (1, Gen.Const((SliceRule?)null)),
        (1, Gen.Select(Gen.OneOfConst(1, 5, 10, 30, 60), _fraction, (minutes, target) => (SliceRule?)new SliceRule(minutes, target))));

    private static Gen<long> Signed => Gen.Select(_count, Gen.Bool, (count, negative) => negative ? -count : count);

    private static Gen<Bucket> BucketOf(int width) => Gen.Frequency(
        (2, Gen.Const(Bucket.Unknown)),
        (2, Gen.Const(Bucket.Of(0, 0, width))),
        (6, Gen.Select(_count, _count, Gen.Int[1, width], Gen.Bool, (good, bad, known, whole) => Bucket.Of(good, good + bad, whole ? width : known))));

    /// <summary>Any segment of so many buckets.</summary>
    public static Gen<LedgerSegment> Segment(int minimum, int maximum, int width = 1) => Gen.Select(
        Gen.Int[0, 700_000], _tally, BucketOf(width).Array[minimum, maximum], _slices,
        (hour, before, buckets, slices) => LedgerSegment.From(new Minute(hour * 60), before, buckets, width, width == 1 || slices?.Minutes == 60 ? slices : null));

    /// <summary>Any hour, of minutes or coarse.</summary>
    public static Gen<LedgerSegment> Hour { get; } = Gen.OneOf(Segment(60, 60), Segment(1, 1, Minute.PerHour));

    private static readonly Gen<BurnRate> _burn = Gen.Select(_count, _count, Gen.Bool, (bad, total, known) => new BurnRate(bad, total, known));

    private static readonly Gen<Alert> _alert = Gen.Frequency(
        (1, Gen.Const(Alert.None)),
        (2, Gen.Select(Gen.Enum<AlertPhase>(), _minuteOrNone, _minuteOrNone, _minuteOrNone, Gen.Bool, _text, (phase, since, fired, below, frozen, text) => new Alert
        {
            Phase = phase, Since = since, FiredAt = fired, BelowSince = below, IsFrozen = frozen, Suppressed = text.Length == 0 ? null : text,
        })));

    private static readonly Gen<BurnRateRule> _rule = Gen.Select(
        _text, Gen.Enum<BurnSeverity>(), Gen.Int[1, 50_000], Gen.Int[0, 5_000], _fraction, Gen.Int[0, 100], Gen.Bool,
        (name, severity, window, confirm, multiplier, hold, guarded) => new BurnRateRule
        {
            Name = name, Severity = severity, WindowMinutes = window, ConfirmWindowMinutes = confirm == 0 ? null : confirm, Multiplier = 1 + multiplier,
            HoldMinutes = hold, Guards = guarded ? LowTrafficGuards.Default : new LowTrafficGuards(hold, window, multiplier),
        });

    private static readonly Gen<RuleSnapshot> _ruleSnapshot = Gen.Select(
        _rule, _burn, _burn, Gen.Bool, _alert, (rule, window, confirm, confirmed, alert) => new RuleSnapshot(rule, window, confirmed ? confirm : null, alert));

    private static readonly Gen<SloWindow> _window = Gen.OneOf(
        Gen.Int[1, SloWindow.MaximumDays].Select(SloWindow.Rolling),
        Gen.Select(Gen.OneOfConst(WindowKind.Week, WindowKind.Month, WindowKind.Quarter, WindowKind.Year), Gen.OneOfConst("UTC", "Europe/Berlin", "America/Sao_Paulo"), (kind, zone) =>
            SloWindow.Calendar(kind, TimeZoneInfo.FindSystemTimeZoneById(zone))));

    private static readonly Gen<ZoneThresholds> _zones = Gen.Frequency(
        (1, Gen.Const(ZoneThresholds.Default)),
        (1, Gen.Select(_fraction, Gen.Int[1, 30], Gen.Int[0, (int)Zone.Freeze], (pct, days, strictest) => new ZoneThresholds
        {
            StandardAbovePct = 60 + pct, MonitorFromPct = 30 + pct, SignOffFromPct = -pct, FreezeAfterDays = days, Strictest = (Zone)strictest,
        })));

    /// <summary>A record as one of another SLO, its adjustments with it.</summary>
    public static SloRecord OfSlo(SloRecord record, SloId slo)
    {
        var adjusted = record.Snapshot.Adjusted is { } window
            ? new AdjustedWindow(window.Count, window.ExcludedMinutes, [.. window.Latest.Select(applied => applied with { Id = applied.Id with { Service = slo.Service } })])
            : null;
        return record with { Snapshot = record.Snapshot with { Id = slo, Adjusted = adjusted } };
    }

    private static Gen<AppliedAdjustment> AppliedTo(SloId slo) => Gen.Select(
        Gen.Guid, Gen.Enum<AdjustmentKind>(), _text, _minute, _minute, Signed, Signed,
        (number, kind, author, from, to, bad, total) => new AppliedAdjustment(new AdjustmentId(slo.Service, number), kind, author, from, to, bad, total));

    private static Gen<AdjustedWindow?> AdjustedBy(SloId slo) => Gen.Frequency(
        (1, Gen.Const((AdjustedWindow?)null)),
        (1, Gen.Select(Gen.Int[0, 1_000], Gen.Int[0, 50_000], AppliedTo(slo).Array[0, AdjustedWindow.MostShown], (count, excluded, latest) => (AdjustedWindow?)new AdjustedWindow(count, excluded, [.. latest]))));

    /// <summary>Any record of an SLO, whether or not its parts go together.</summary>
    public static Gen<SloRecord> Record(SloId slo) => Gen.Select(
        Gen.Select(_text, _minute, _tally, Segment(0, 200)),
        Gen.Select(_text, _minute, _minuteOrNone, Gen.Select(_minuteOrNone, _minuteOrNone, _minuteOrNone), _minute, Gen.Long[-1_000_000, 1_000_000_000_000], _text),
        Gen.Select(_window, _slices, Gen.Select(_fraction, _count, _count, Gen.Bool), Gen.Enum<SloState>(), Gen.Enum<Zone>(), _zones),
        Gen.Select(_ruleSnapshot.Array[0, 5], Gen.Long[0, long.MaxValue], Gen.Bool, _fraction, AdjustedBy(slo)),
        (ledger, times, settings, rest) => new SloRecord(
            ledger.Item1,
            Ledger.Restore(ledger.Item2, ledger.Item3, ledger.Item4),
            new Snapshot
            {
                Id = slo,
                Owner = times.Item1,
                DataThrough = times.Item2,
                LastKnown = times.Item3,
                ExhaustedSince = times.Item4.Item1,
                SprintSince = times.Item4.Item2,
                RollbackSince = times.Item4.Item3,
                CoveredFrom = times.Item5,
                EvaluatedAt = times.Item2.Start.AddTicks(times.Item6),
                PolicyVersion = times.Item7,
                Window = settings.Item1,
                Slices = settings.Item2,
                Budget = new Budget(new Target(settings.Item3.Item1), settings.Item3.Item2, settings.Item3.Item3, settings.Item3.Item4),
                State = settings.Item4,
                Zone = settings.Item5,
                Zones = settings.Item6,
                Rules = [.. rest.Item1],
                TimeToExhaustion = rest.Item3 ? new TimeSpan(rest.Item2) : null,
                Coverage = rest.Item4,
                Adjusted = rest.Item5,
            }));
}
