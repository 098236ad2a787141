using CsCheck;

namespace ErrorBudget.Tests;

/// <summary>A tick that comes late, or after hours, must end where punctual ticks would have ended.</summary>
public sealed class GapTests
{
    [Fact]
    public void One_evaluation_after_a_gap_ends_where_an_evaluation_every_minute_ends() =>
        Situation.Any.Sample(test =>
        {
            var minutes = test.History.Minutes.Count;
            var stepwise = Slos.Evaluate(test.Slo, test.LedgerOf(test.Known));
            var (atOnce, inPieces) = (stepwise, stepwise);

            var ledger = test.LedgerOf(test.Known);
            foreach (var minute in test.History.Minutes.Skip(test.Known))
            {
                ledger = ledger.Append([minute], test.Slo.Slices);
                stepwise = Slos.Evaluate(test.Slo, ledger, stepwise);
            }

            ledger = test.LedgerOf(test.Known);
            foreach (var piece in Histories.Cut([.. test.History.Minutes.Skip(test.Known)], test.Pieces))
            {
                ledger = ledger.Append(piece, test.Slo.Slices);
                inPieces = Slos.Evaluate(test.Slo, ledger, inPieces);
            }

            atOnce = Slos.Evaluate(test.Slo, test.LedgerOf(minutes), atOnce);
            AssertSame(stepwise, atOnce);
            AssertSame(stepwise, inPieces);
        }, iter: 150);

    [Fact]
    public void Evaluating_the_same_ledger_again_changes_nothing() =>
        Situation.Any.Sample(test =>
        {
            var ledger = test.LedgerOf(test.History.Minutes.Count);
            var first = Slos.Evaluate(test.Slo, ledger, Slos.Evaluate(test.Slo, test.LedgerOf(test.Known)));
            AssertSame(first, Slos.Evaluate(test.Slo, ledger, first));
        }, iter: 50);

    [Fact]
    public void The_hours_that_are_named_beforehand_are_all_an_evaluation_looks_up() =>
        Situation.Any.Sample(test =>
        {
            var known = test.LedgerOf(test.Known);
            var first = Evaluate(known, null);
            AssertSame(Slos.Evaluate(test.Slo, known), first);

            var whole = test.LedgerOf(test.History.Minutes.Count);
            AssertSame(Slos.Evaluate(test.Slo, whole, first), Evaluate(whole, first));

            Snapshot Evaluate(Ledger ledger, Snapshot? previous)
            {
                var (stored, store) = Store(ledger, test);
                return Slos.Evaluate(test.Slo, store.Load(stored, Evaluation.EdgesOf(test.Slo, Evaluation.BeginsAt(stored, previous), stored.Through)), previous);
            }
        }, iter: 150);

    [Fact]
    public void A_gap_over_several_calendar_periods_looks_up_the_start_of_each()
    {
        var slo = Slos.Of(0.9m, SloWindow.Calendar(WindowKind.Week), rules: Slos.Rule(5, 2m, 1));
        var minutes = Slos.Minutes(5 * 7 * 1440, 2, 10).ToArray();
        var whole = Slos.LedgerOf(null, minutes);
        var first = Slos.Evaluate(slo, Slos.LedgerOf(null, minutes.Take(3 * 1440)));

        var (rest, hours) = whole.Seal(0);
        var store = new HourStore();
        store.Keep(hours);
        var loaded = store.Load(HourStore.Forget(rest), [.. Evaluation.EdgesOf(slo, first.DataThrough, whole.Through).Where(edge => edge.Length == 1)]);
        Assert.Equal(5, Evaluation.EdgesOf(slo, first.DataThrough, whole.Through).Count(edge => edge.Length == 1));
        Assert.Null(loaded.MissingHour(Slos.At("2026-11-09T00:00Z")));
        Assert.Null(loaded.MissingHour(Slos.At("2026-11-16T00:00Z")));
        loaded = store.Load(loaded, Evaluation.EdgesOf(slo, first.DataThrough, whole.Through));
        AssertSame(Slos.Evaluate(slo, whole, first), Slos.Evaluate(slo, loaded, first));
    }

    [Fact]
    public void The_minute_after_a_new_year_does_not_load_the_year_before()
    {
        var slo = Slos.Of(0.9m, SloWindow.Calendar(WindowKind.Year), rules: Slos.Rule(60, 2m, 5));
        var newYear = Slos.At("2027-01-01T00:00Z");
        Assert.InRange(Evaluation.EdgesOf(slo, newYear - 1, newYear + 1).Sum(edge => edge.Length), 1, 200);
    }

    private static (Ledger Ledger, HourStore Store) Store(Ledger ledger, Situation test)
    {
        var store = new HourStore();
        var fine = Ledger.Restore(test.History.FineFrom, ledger.Open.Before, ledger.Open);
        var (_, older) = fine.Prepend([.. test.History.Buckets.Take(test.History.CoarseHours).Select(hour => new[] { hour })], test.Slo.Slices);
        var (rest, hours) = ledger.Seal(0);
        store.Keep(older);
        store.Keep(hours);
        return (HourStore.Forget(rest), store);
    }

    private static void AssertSame(Snapshot expected, Snapshot actual)
    {
        Assert.Equal(expected.Rules, actual.Rules);
        Assert.Equal(expected, actual with { EvaluatedAt = expected.EvaluatedAt, Rules = expected.Rules });
    }
}
