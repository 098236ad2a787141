namespace ErrorBudget.Pipeline.Tests.Policies;

public sealed class DeclaredAdjustmentTests
{
    private const string Rest = "reason: why, author: ada";

    [Fact]
    public void They_are_laid_over_the_SLOs_they_name_and_named_alike_whenever_they_are_read()
    {
        const string list =
            $"[{{service: checkout, kind: maintenance, from: 2026-11-01T00:00+01:00, every: [sunday, friday], at: '22:30', duration_minutes: 90, time_zone: Europe/Berlin, {Rest}}}, "
            + $"{{service: checkout, slo: availability, kind: correction, from: 2026-11-18T08:00Z, to: 2026-11-18T09:00:00Z, bad: -1200, total: -5000, {Rest}}}]";
        var (first, again) = (Read(list), Read(list));
        Assert.Equal(first.All.AsEnumerable(), again.All);
        Assert.Equal([AdjustmentKind.Maintenance, AdjustmentKind.Correction], first.All.Select(adjustment => adjustment.Kind));
        Assert.All(first.All, adjustment => Assert.True(adjustment is { IsDeclared: true, Author: "ada", Reason: "why", Id.Service: "checkout" }));
        Assert.Equal(new Recurrence([DayOfWeek.Sunday, DayOfWeek.Friday], new TimeOnly(22, 30), 90, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")), first.All[0].Recurrence);
        Assert.Equal((-1200, -5000, 60), (first.All[1].Bad, first.All[1].Total, first.All[1].To!.Value - first.All[1].From));
        Assert.Equal(Minute.Containing(new DateTimeOffset(2026, 10, 31, 23, 0, 0, TimeSpan.Zero)), first.All[0].From);
    }

    [Theory]
    [InlineData("service: checkut, kind: budget-reset, from: 2026-11-01T00:00Z", "there is no service \"checkut\": did you mean \"checkout\"?")]
    [InlineData("service: checkout, slo: latency, kind: budget-reset, from: 2026-11-01T00:00Z", "the service \"checkout\" has no SLO \"latency\"")]
    [InlineData("service: checkout, kind: incident, from: 2026-11-01T00:00Z", "\"kind\" must be maintenance, excluded-incident, correction or budget-reset, found \"incident\"")]
    [InlineData("service: checkout, kind: budget-reset, from: 2026-11-01T00:00", "\"from\" must be a moment to the minute with its offset, for example 2026-11-23T22:00Z")]
    [InlineData("service: checkout, kind: budget-reset, from: 2026-11-01T00:00:30Z", "\"from\" must be a moment to the minute")]
    [InlineData("service: checkout, kind: excluded-incident, from: 2026-11-01T00:00Z", "the adjustment makes no sense: its end is missing")]
    [InlineData("service: checkout, kind: correction, from: 2026-11-01T00:00Z, to: 2026-11-03T00:00Z, bad: 1", "a correction is at most a day long")]
    [InlineData("service: checkout, kind: maintenance, from: 2026-11-01T00:00Z, every: [someday], at: '02:00', duration_minutes: 5", "\"every\" must be")]
    [InlineData("service: checkout, kind: maintenance, from: 2026-11-01T00:00Z, every: [sunday], at: '2 am', duration_minutes: 5", "\"at\" must be a time of day")]
    [InlineData("service: checkout, kind: maintenance, from: 2026-11-01T00:00Z, every: [sunday], at: '02:00'", "an adjustment needs the key \"duration_minutes\"")]
    [InlineData("service: checkout, kind: maintenance, from: 2026-11-01T00:00Z, every: [sunday], at: '02:00', duration_minutes: 5, time_zone: Mars", "\"time_zone\" \"Mars\" is not known here")]
    [InlineData("service: checkout, kind: maintenance, from: 2026-11-01T00:00Z, to: 2026-11-01T01:00Z, at: '02:00'", "\"at\" is for what recurs; \"every\" says on which days")]
    [InlineData("service: checkout, kind: maintenance, from: 2026-11-01T00:00Z, till: 2026-11-01T01:00Z", "unknown key \"till\" in an adjustment")]
    public void What_makes_no_sense_is_refused(string entry, string problem) =>
        Assert.Contains(PolicyTexts.Shown(PolicyTexts.Read(Policy($"[{{{entry}, {Rest}}}]"))), shown => shown.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void The_same_twice_is_refused()
    {
        const string entry = $"{{service: checkout, kind: budget-reset, from: 2026-11-01T00:00Z, {Rest}}}";
        Assert.Contains(PolicyTexts.Shown(PolicyTexts.Read(Policy($"[{entry}, {entry}]"))), shown => shown.Contains("stands twice", StringComparison.Ordinal));
    }

    [Fact]
    public void Corrections_that_are_longer_than_a_day_together_are_refused_once_at_the_last_of_them()
    {
        var text = Policy($"""
            
                - {"{"}service: checkout, kind: correction, from: 2026-11-01T00:30Z, to: 2026-11-01T20:00Z, bad: 1, {Rest}{"}"}
                - {"{"}service: checkout, kind: correction, from: 2026-11-01T19:30Z, to: 2026-11-02T00:40Z, bad: 1, {Rest}{"}"}
            """);
        Assert.Contains(":5:33: 2 corrections", Assert.Single(PolicyTexts.Shown(PolicyTexts.Read(text))), StringComparison.Ordinal);
    }

    private static SloAdjustments Read(string list) => PolicyTexts.Objective(Policy(list)).Slo.Adjustments;

    private static string Policy(string list) => $$"""
        policy:
          version: "2.0"
          adjustments: {{list}}
          services:
            - name: checkout
              slo: { target: 0.999, window_days: 30 }
        """;
}
