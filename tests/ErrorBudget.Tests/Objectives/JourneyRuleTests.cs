using CsCheck;

namespace ErrorBudget.Tests.Objectives;

public sealed class JourneyRuleTests
{
    private static readonly Gen<Bucket> Minute = Gen.Frequency(
        (1, Gen.Const(Bucket.Unknown)),
        (1, Gen.Const(Bucket.Of(0, 0))),
        (4, Gen.Select(Gen.Int[0, 50], Gen.Int[0, 50], (good, bad) => Bucket.Of(good, good + bad))),
        (4, Gen.Int[1, 50].Select(good => Bucket.Of(good, good))));

    private static readonly Gen<(Bucket Bucket, JourneyShare Share)[]> Members =
        Gen.Select(Minute, Gen.Int[1, 9], Gen.Int[1, 10], (bucket, weight, tenths) => (bucket, new JourneyShare(weight, tenths / 10m))).Array[1, 5];

    [Fact]
    public void A_weighted_sum_counts_every_event_as_often_as_its_member_weighs() => Members.Sample(members =>
    {
        // Naively: one by one, every event as many times as it weighs.
        var events = members.Where(member => member.Bucket.IsKnown)
            .SelectMany(member => Enumerable.Repeat(true, (int)member.Bucket.Good).Concat(Enumerable.Repeat(false, (int)member.Bucket.Bad))
                .SelectMany(isGood => Enumerable.Repeat(isGood, member.Share.Weight)))
            .ToList();
        var sum = Bucket.Of(events.Count(isGood => isGood), events.Count);
        var isComplete = members.All(member => member.Bucket.IsKnown);

        Assert.Equal(isComplete ? sum : Bucket.Unknown, Combine(JourneyMethod.WeightedSum, MissingMember.Unknown, members));
        Assert.Equal(members.Any(member => member.Bucket.IsKnown) ? sum : Bucket.Unknown, Combine(JourneyMethod.WeightedSum, MissingMember.Ignore, members));
    });

    [Fact]
    public void A_minute_is_met_missed_or_unknown_as_three_valued_logic_has_it() => Members.Sample(members =>
    {
        var verdicts = members.Select(member => !member.Bucket.IsKnown ? (bool?)null
            : member.Bucket.Total == 0 || (decimal)member.Bucket.Good / member.Bucket.Total >= member.Share.MinuteTarget).ToList();
        var met = members.Any(member => member.Bucket.Total > 0) ? Bucket.Of(1, 1) : Bucket.Of(0, 0);

        Assert.Equal(
            verdicts.Aggregate((bool?)true, (all, one) => all & one) switch { true => met, false => Bucket.Of(0, 1), null => Bucket.Unknown },
            Combine(JourneyMethod.AllMet, MissingMember.Unknown, members));
        Assert.Equal(
            verdicts.Contains(false) ? Bucket.Of(0, 1) : verdicts.Contains(true) ? met : Bucket.Unknown,
            Combine(JourneyMethod.AllMet, MissingMember.Ignore, members));
    });

    [Fact]
    public void A_miss_is_a_miss_whatever_is_unknown_of_the_others() =>
        Assert.Equal(Bucket.Of(0, 1), Combine(JourneyMethod.AllMet, MissingMember.Unknown, (Bucket.Unknown, new(1, 0.9m)), (Bucket.Of(8, 10), new(1, 0.9m))));

    [Fact]
    public void A_minute_in_which_nobody_had_traffic_is_no_event() =>
        Assert.Equal(Bucket.Of(0, 0), Combine(JourneyMethod.AllMet, MissingMember.Unknown, (Bucket.Of(0, 0), new(1, 0.9m))));

    [Fact]
    public void A_sum_that_is_too_large_to_be_exact_is_refused()
    {
        var largest = Bucket.Of(0, 1L << 53);

        Assert.Equal(largest, Combine(JourneyMethod.WeightedSum, MissingMember.Unknown, (largest, new(1, 1))));
        Assert.Null(Combine(JourneyMethod.WeightedSum, MissingMember.Unknown, (largest, new(1000, 1)), (largest, new(1000, 1))));
    }

    [Fact]
    public void There_must_be_a_bucket_for_every_member() =>
        Assert.Throws<ArgumentException>(() => new JourneyRule(JourneyMethod.AllMet, MissingMember.Unknown, [new(1, 1), new(1, 1)]).Combine([Bucket.Unknown]));

    private static Bucket? Combine(JourneyMethod method, MissingMember missing, params (Bucket Bucket, JourneyShare Share)[] members) =>
        new JourneyRule(method, missing, [.. members.Select(member => member.Share)]).Combine([.. members.Select(member => member.Bucket)]);
}
