using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Tests.Adjustments;
using ErrorBudget.Pipeline.Tests.Tickets;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Budgets;

public sealed class BurnDownTests
{
    private static readonly Dictionary<int, int> Incidents = new() { [5] = 90, [100] = 300, [400] = 200, [401] = 200, [600] = 40, [719] = 30, [730] = 999 };

    [Fact]
    public async Task The_steps_add_up_to_the_budget_and_end_where_it_stands()
    {
        var slo = TicketScene.Objective(TicketScene.Checkout).Slo;
        var (ledger, snapshot) = await LedgerSamples.StoreAsync(new MemoryLedgerStore(), slo, 2, Incidents);
        var burnDown = BurnDown.Of(slo, ledger, ledger.Through, 10)!;
        Assert.Equal((10, 3 * Minute.PerDay), (burnDown.Steps.Length, burnDown.StepMinutes));
        Assert.Equal(snapshot.Budget.Bad, burnDown.Steps.Sum(step => step.Bad));
        Assert.Equal(snapshot.Budget.Allowed, burnDown.Steps.Sum(step => step.Allowed));
        Assert.Equal(100 * snapshot.Budget.Remaining!.Value, burnDown.Steps[^1].LeftPct, 10);
        Assert.Equal(burnDown.Window.Start, burnDown.Steps[0].From);
        Assert.Equal([300, 200 + 1, 200, 90, 40 + 1], burnDown.WorstHours.Select(hour => hour.Bad - (hour.Bad == 301 ? 1 : 0)));
        Assert.Equal(LedgerSamples.Now - (100 * Minute.PerHour), burnDown.WorstHours[0].At);
        Assert.Equal(100 * 301 / snapshot.Budget.Allowed, burnDown.WorstHours[0].SpentPct);
    }

    [Theory]
    [InlineData(1, 3 * Minute.PerHour, 8)]
    [InlineData(7, 17 * Minute.PerHour, 10)]
    [InlineData(28, 3 * Minute.PerDay, 10)]
    [InlineData(10, Minute.PerDay, 10)]
    public async Task Windows_of_any_length_have_ten_steps_at_most_of_whole_hours_or_days(int days, int step, int count)
    {
        var slo = TicketScene.Objective(TicketScene.Checkout).Slo with { Window = SloWindow.Rolling(days) };
        var (ledger, _) = await LedgerSamples.StoreAsync(new MemoryLedgerStore(), slo, 2, Incidents);
        var burnDown = BurnDown.Of(slo, ledger, ledger.Through, 10)!;
        Assert.Equal((step, count), (burnDown.StepMinutes, burnDown.Steps.Length));
    }

    [Fact]
    public async Task Timeslices_are_counted_as_slices()
    {
        var slo = TicketScene.Objective(TicketScene.Checkout).Slo with { Slices = new SliceRule(5, 0.99m), Target = new Target(0.99m) };
        var (ledger, snapshot) = await LedgerSamples.StoreAsync(new MemoryLedgerStore(), slo, 0, Incidents);
        var burnDown = BurnDown.Of(slo, ledger, ledger.Through, 10)!;
        Assert.Equal(snapshot.Budget.Bad, burnDown.Steps.Sum(step => step.Bad));
        Assert.Equal(snapshot.Budget.Allowed, burnDown.Steps.Sum(step => step.Allowed));
        Assert.Equal(100 * snapshot.Budget.Remaining!.Value, burnDown.Steps[^1].LeftPct, 10);
        Assert.All(burnDown.WorstHours, hour => Assert.InRange(hour.Bad, 1, 12));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_adjusted_is_in_the_steps_and_they_still_end_where_the_budget_stands(bool slices)
    {
        var plain = TicketScene.Objective(TicketScene.Checkout).Slo with { Slices = slices ? new SliceRule(5, 0.99m) : null, Target = new Target(0.99m) };
        var (ledger, _) = await LedgerSamples.StoreAsync(new MemoryLedgerStore(), plain, 2, Incidents);
        var hour = LedgerSamples.Now - (100 * Minute.PerHour);
        var slo = plain with
        {
            Adjustments = SloAdjustments.Of(plain.Id,
            [
                SomeAdjustments.Of(plain.Id, AdjustmentKind.ExcludedIncident, new MinuteRange(hour, hour + Minute.PerHour)),
                SomeAdjustments.Of(plain.Id, AdjustmentKind.BudgetReset, new MinuteRange(LedgerSamples.Now - (450 * Minute.PerHour), LedgerSamples.Now)),
                SomeAdjustments.Of(plain.Id, AdjustmentKind.Correction, new MinuteRange(hour + 300, hour + 400), bad: 12),
            ]),
        };
        var budget = Evaluation.Advance(slo, ledger, null, LedgerSamples.Now.Start, "test").Budget;
        var burnDown = BurnDown.Of(slo, ledger, ledger.Through, 10)!;
        Assert.Equal(budget.Bad, burnDown.Steps.Sum(step => step.Bad));
        Assert.Equal(budget.Allowed, burnDown.Steps.Sum(step => step.Allowed));
        Assert.Equal(100 * budget.Remaining!.Value, burnDown.Steps[^1].LeftPct, 10);
        Assert.DoesNotContain(burnDown.WorstHours, worst => worst.At == hour || worst.At < LedgerSamples.Now - (450 * Minute.PerHour));
        Assert.NotEqual(BurnDown.Of(plain, ledger, ledger.Through, 10)!.Steps[^1].LeftPct, burnDown.Steps[^1].LeftPct);
    }

    [Fact]
    public async Task A_window_that_is_not_all_read_has_no_burn_down()
    {
        var slo = TicketScene.Objective(TicketScene.Checkout).Slo with { Window = SloWindow.Rolling(90) };
        var (ledger, _) = await LedgerSamples.StoreAsync(new MemoryLedgerStore(), slo, 2, Incidents);
        Assert.Null(BurnDown.Of(slo, ledger, ledger.Through, 10));
    }
}
