using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>Journeys as policies declare them, and the exact messages for what is wrong with them.</summary>
public sealed class JourneyPolicyTests
{
    private const string Head = "policy:\n  version: \"2.0\"\n  services:\n";
    private const string Members = "    - {name: search, slo: {target: 0.99, window_days: 30}}\n    - {name: checkout, slo: {target: 0.95, window_days: 30, budgeting: timeslices, slice_target: 0.9}}\n";

    [Fact]
    public void A_member_needs_no_more_than_its_service()
    {
        var journey = Journey("method: all_met, members: [{service: search}, {service: checkout}]");

        Assert.Equal(new SloId("buying", "journey"), journey.Slo.Id);
        Assert.Equal(
            [("search/availability", 1, 0.99m), ("checkout/availability", 1, 0.9m)],
            Sli(journey).Members.Select(member => (member.Objective.Slo.Id.ToString(), member.Share.Weight, member.Share.MinuteTarget)));
    }

    [Theory]
    [InlineData("", 1, "1")]
    [InlineData(", budgeting: timeslices, slice_minutes: 5, slice_target: 0.8", 5, "0.8")]
    public void A_journey_of_minutes_budgets_slices(string slo, int minutes, string target) => Assert.Equal(
        new SliceRule(minutes, decimal.Parse(target, System.Globalization.CultureInfo.InvariantCulture)),
        Journey("method: all_met, members: [{service: search}]", slo).Slo.Slices);

    [Fact]
    public void A_weighted_sum_may_be_budgeted_either_way()
    {
        Assert.Null(Journey("method: weighted_sum, members: [{service: search}]").Slo.Slices);
        Assert.NotNull(Journey("method: weighted_sum, members: [{service: search}]", ", budgeting: timeslices, slice_target: 0.9").Slo.Slices);
    }

    [Fact]
    public void A_journey_of_another_pushed_member_is_counted_in_another_way()
    {
        const string Pushed = "    - {name: carts, sli: {pushed: true}, slo: {target: 0.99, window_days: 30}}\n    - {name: orders, sli: {pushed: true}, slo: {target: 0.99, window_days: 30}}\n";
        string[] fingerprints = [.. new[] { "carts", "orders", "carts" }.Select(member =>
            Assert.Single(PolicyTexts.Policy(Head + Pushed + Buying($"method: weighted_sum, members: [{{service: {member}}}]")).Find("buying")).Fingerprint)];

        Assert.Equal(fingerprints[0], fingerprints[2]);
        Assert.NotEqual(fingerprints[0], fingerprints[1]);
    }

    [Fact]
    public void Members_may_stand_in_another_file_and_be_journeys()
    {
        var reading = PolicyReader.Read(
            [
                new PolicyFile("a.yaml", Head + "    - {name: all, sli: {journey: {method: all_met, members: [{service: buying}]}}, slo: {target: 0.9, window_days: 7}}\n"),
                new PolicyFile("b.yaml", Head + Buying("method: weighted_sum, members: [{service: search}]")),
                new PolicyFile("c.yaml", Head + Members),
            ],
            _ => null);

        Assert.Equal([], PolicyTexts.Shown(reading));
        var all = Assert.Single(reading.Policy!.Find("all"));
        Assert.Equal("search/availability", Sli(Assert.Single(Sli(all).Members).Objective).Members.Single().Objective.Slo.Id.ToString());
        Assert.Equal(["prometheus"], all.Sli.Sources);
    }

    [Theory]
    [InlineData("method: sum, members: [{service: search}]", "", "6:46: \"method\" must be weighted_sum or all_met, found \"sum\"")]
    [InlineData("members: [{service: search}]", "", "6:37: journey needs the key \"method\"")]
    [InlineData("method: all_met", "", "6:37: journey needs the key \"members\"")]
    [InlineData("method: all_met, member: []", "", "6:37: journey needs the key \"members\"", "6:55: unknown key \"member\" in journey: did you mean \"members\"? (known keys: method, members, missing)")]
    [InlineData("method: all_met, members: [], missing: zero", "", "6:64: \"members\" must not be an empty list", "6:77: \"missing\" must be unknown or ignore, found \"zero\"")]
    [InlineData("method: all_met, members: [{slo: x}]", "", "6:65: members needs the key \"service\"")]
    [InlineData("method: weighted_sum, members: [{service: search, weight: 1.5}]", "", "6:96: \"weight\" must be a whole number from 1 to 1000, found 1.5")]
    [InlineData("method: weighted_sum, members: [{service: search, minute_target: 0.9}]", "", "6:88: \"minute_target\" is for the method all_met; a weighted sum judges no minutes")]
    [InlineData("method: all_met, members: [{service: search, weight: 2}]", "", "6:83: \"weight\" is for the method weighted_sum; where all must be met, none weighs more")]
    [InlineData("method: all_met, members: [{service: search, minute_target: 99}]", "", "6:98: \"minute_target\" must be a number above 0 and at most 1, found 99: did you mean 0.99?")]
    [InlineData("method: all_met, members: [{service: search}]", ", budgeting: occurrences", "6:133: \"budgeting\" of a journey whose method is all_met must be timeslices (or left out): what it counts are minutes")]
    [InlineData("method: all_met, members: [{service: serch}]", "", "6:65: there is no service \"serch\": did you mean \"search\"?")]
    [InlineData("method: all_met, members: [{service: search, slo: latency}]", "", "6:65: the service \"search\" has no SLO \"latency\"; it has availability")]
    [InlineData("method: all_met, members: [{service: search}, {service: search, slo: availability}]", "", "6:84: the member search/availability stands twice in this journey")]
    [InlineData("method: all_met, members: [{service: buying}]", "", "6:65: a journey must not lead back to itself: buying/journey > buying/journey")]
    public void A_wrong_journey_is_refused(string journey, string slo, params string[] problems) =>
        Assert.Equal(problems.Select(problem => $"policy.yaml:{problem}"), PolicyTexts.Shown(PolicyTexts.Read(Head + Members + Buying(journey, slo))));

    [Fact]
    public void What_else_an_SLI_has_makes_no_sense_beside_a_journey() => Assert.Equal(
        ["policy.yaml:4:23: \"source\" has no effect beside \"journey\", whose members say how they are counted"],
        PolicyTexts.Shown(PolicyTexts.Read(Head + "    - {name: a, sli: {source: x, journey: {method: all_met, members: [{service: b}]}}, slo: {target: 0.9, window_days: 7}}\n    - {name: b, slo: {target: 0.9, window_days: 7}}\n")));

    [Fact]
    public void A_service_of_several_SLOs_needs_the_members_name() => Assert.Equal(
        ["policy.yaml:6:65: the service \"many\" has several SLOs; a member needs \"slo\": a or b"],
        PolicyTexts.Shown(PolicyTexts.Read(
            Head + Members + Buying("method: all_met, members: [{service: many}]")
            + "    - {name: many, slos: [{name: a, slo: {target: 0.9, window_days: 7}}, {name: b, slo: {target: 0.9, window_days: 7}}]}\n")));

    [Fact]
    public void Journeys_in_a_circle_are_refused_by_name() => Assert.Equal(
        ["policy.yaml:6:60: a journey must not lead back to itself: a/journey > b/journey > c/journey > a/journey"],
        PolicyTexts.Shown(PolicyTexts.Read(Head + Chain("a", "b") + Chain("b", "c") + Chain("c", "a"))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Journeys_stand_within_each_other_at_most_8_deep(bool fromTheInside)
    {
        var names = Enumerable.Range(0, 10).Select(number => $"j{(fromTheInside ? 9 - number : number)}").ToList();
        string Text(int journeys) => Head + string.Concat(names.Take(journeys).Select((name, number) => Chain(name, number + 1 < journeys ? names[number + 1] : "search"))) + Members;

        Assert.Equal([], PolicyTexts.Shown(PolicyTexts.Read(Text(8))));
        Assert.Contains("journeys stand within each other more than 8 deep", Assert.Single(PolicyTexts.Read(Text(9)).Problems).Message);
        Assert.Contains("journeys stand within each other more than 8 deep", PolicyTexts.Read(Text(10)).Problems[0].Message);
    }

    [Fact]
    public void A_member_that_was_refused_itself_is_not_called_undeclared() => Assert.Equal(
        ["policy.yaml:4:36: \"target\" must be a number above 0 and below 1, found 99: did you mean 0.99?"],
        PolicyTexts.Shown(PolicyTexts.Read(Head + "    - {name: search, slo: {target: 99, window_days: 30}}\n" + Buying("method: all_met, members: [{service: search}]"))));

    private static string Chain(string name, string member) => $"    - {{name: {name}, sli: {{journey: {{method: all_met, members: [{{service: {member}}}]}}}}, slo: {{target: 0.9, window_days: 7}}}}\n";

    private static string Buying(string journey, string slo = "") => $"    - {{name: buying, sli: {{journey: {{{journey}}}}}, slo: {{target: 0.9, window_days: 7{slo}}}}}\n";

    private static Objective Journey(string journey, string slo = "") => Assert.Single(PolicyTexts.Policy(Head + Members + Buying(journey, slo)).Find("buying"));

    private static JourneySli Sli(Objective objective) => Assert.IsType<JourneySli>(objective.Sli);
}
