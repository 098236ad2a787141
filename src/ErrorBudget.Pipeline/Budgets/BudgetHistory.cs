using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Budgets;

/// <summary>An SLO's past, read from its ledger.</summary>
public sealed class BudgetHistory(ILedgerStore store, AdjustmentReader adjustments)
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

        var adjusted = (await adjustments.CurrentAsync(cancellationToken)).LaidOver(slo).Adjustments;
        var before = adjusted.LookBackMinutes;
        var first = slo.Window.UpTo(from + 1).Start;
        var needed = new MinuteRange(Minute.Max(ledger.CoveredFrom, first - before).Hour, Minute.Max(from, ledger.Open.Start));
        var hours = await store.LoadHoursAsync(slo.Id, needed, cancellationToken);
        var complete = ledger.WithHours(hours);
        if (hours.Count > 0 && hours[0].Start > needed.Start) first = Minute.Max(first, hours[0].Start + before);
        var reach = new MinuteRange(Minute.Min(first, to), to);
        var charged = adjusted.ForBudget(complete, slo.Slices, reach);

        var points = new List<HistoryPoint>();
        for (var start = from; start < to; start += stepMinutes)
        {
            var end = Minute.Min(start + stepMinutes, to);
            var (step, window) = (new MinuteRange(start, end), slo.Window.UpTo(end));
            if (IsAtHand(complete, start) && IsAtHand(complete, end) && IsAtHand(complete, window.Start) && Minute.Min(start, window.Start) >= reach.Start)
                points.Add(new HistoryPoint(start, charged.Sum(step), Budget.Of(slo, charged, end), charged.ExcludedMinutes(step)));
        }

        return points;
    }

    /// <summary>Hours beyond the retention are gone.</summary>
    private static bool IsAtHand(Ledger ledger, Minute minute) => ledger.MissingHour(minute) is null;
}
