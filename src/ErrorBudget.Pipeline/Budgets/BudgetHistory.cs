using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Budgets;

/// <summary>An SLO's past, read from its ledger.</summary>
public sealed class BudgetHistory(ILedgerStore store)
{
    /// <summary>The most steps one question may ask for.</summary>
    public const int MaximumPoints = 11_000;

    /// <summary>Counts and budgets step by step.</summary>
    /// <param name="slo">The objective whose target and window the budgets are computed with.</param>
    /// <param name="range">From when to when; what lies outside the ledger is left out.</param>
    /// <param name="stepMinutes">The length of a step in minutes, 1 or more. In coarse history a step shorter than an hour puts the whole hour into its last step.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<HistoryPoint>> ReadAsync(Slo slo, MinuteRange range, int stepMinutes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(slo);
        if (await store.FindAsync(slo.Id, cancellationToken) is not { Ledger: var ledger }) return [];

        var from = Minute.Max(range.Start, ledger.CoveredFrom);
        var to = Minute.Min(range.End, ledger.Through);
        if (from >= to) return [];

        var needed = new MinuteRange(Minute.Max(ledger.CoveredFrom, slo.Window.UpTo(from + 1).Start).Hour, Minute.Max(from, ledger.Open.Start));
        var hours = await store.LoadHoursAsync(slo.Id, needed, cancellationToken);
        var complete = ledger.WithHours(hours);

        var points = new List<HistoryPoint>();
        for (var start = from; start < to; start += stepMinutes)
        {
            var end = Minute.Min(start + stepMinutes, to);
            if (IsAtHand(complete, start) && IsAtHand(complete, end) && IsAtHand(complete, slo.Window.UpTo(end).Start))
                points.Add(new HistoryPoint(start, complete.Sum(new MinuteRange(start, end)), Budget.Of(slo, complete, end)));
        }

        return points;
    }

    /// <summary>Hours beyond the retention are gone.</summary>
    private static bool IsAtHand(Ledger ledger, Minute minute) => ledger.MissingHour(minute) is null;
}
