using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Backtest;

/// <summary>The past as the app has counted it.</summary>
public sealed class StoredLedgers(ILedgerStore store) : ILedgers
{
    private const int Concurrency = 4;

    /// <inheritdoc/>
    public async Task<LedgerReading> ReadAsync(IReadOnlyCollection<Objective> objectives, int days, CancellationToken cancellationToken)
    {
        var (pasts, failures) = (new ConcurrentDictionary<SloId, Past>(), new ConcurrentDictionary<SloId, string>());
        await Parallel.ForEachAsync(
            objectives,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (objective, stop) =>
            {
                var id = objective.Slo.Id;
                var record = await store.FindAsync(id, stop);
                if (record is null)
                    failures[id] = "it has never been evaluated, so nothing is stored of it";
                else if (record.Fingerprint != objective.Fingerprint)
                    failures[id] = "what is stored was counted in another way (its sli or timeslices differ); read it from the source instead";
                else
                    pasts[id] = await ReadAsync(objective.Slo, record.Ledger, days, stop) with { Stored = record.Snapshot };
            });
        return new LedgerReading(pasts, failures);
    }

    private async Task<Past> ReadAsync(Slo slo, Ledger ledger, int days, CancellationToken cancellationToken)
    {
        var needed = Minute.Max(ledger.CoveredFrom, Reach.Back(slo, ledger.Through, days));
        var hours = needed < ledger.Open.Start ? await store.LoadHoursAsync(slo.Id, new MinuteRange(needed, ledger.Open.Start), cancellationToken) : [];

        // Hours beyond the retention are gone: what is left ends where the open minutes begin.
        var (first, minutesFrom, before) = (ledger.Open.Start, ledger.Open.Start, ledger.Open.Before);
        var unbroken = new List<LedgerSegment>(hours.Count);
        foreach (var hour in hours.Reverse())
        {
            if (hour.End != first) break;
            if (hour.BucketMinutes == 1 && minutesFrom == first) minutesFrom = hour.Start;
            (first, before) = (hour.Start, hour.Before);
            unbroken.Add(hour);
        }

        return new Past(Ledger.Restore(first, before, ledger.Open).WithHours(unbroken), minutesFrom);
    }
}
