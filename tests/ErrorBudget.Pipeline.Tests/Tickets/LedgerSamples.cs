using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Tickets;

/// <summary>A month of a service: 1,820 events an hour, a few bad ones on most days, and incidents.</summary>
internal static class LedgerSamples
{
    public static readonly Minute Now = Minute.Containing(TicketScene.Noon);

    private const int Days = 31;
    private const int PerHour = 1_820;

    /// <summary>Stores the month.</summary>
    /// <param name="store">Where.</param>
    /// <param name="slo">The objective.</param>
    /// <param name="badEvery">One event is bad every so many hours; 0 for never.</param>
    /// <param name="incidents">Bad events by the hour, counted back from now.</param>
    /// <param name="amend">Changes the snapshot.</param>
    public static async Task<(Ledger Ledger, Snapshot Snapshot)> StoreAsync(
        MemoryLedgerStore store, Slo slo, int badEvery, IReadOnlyDictionary<int, int> incidents, Func<Snapshot, Snapshot>? amend = null)
    {
        var hours = Enumerable.Range(0, Days * 24).Select(hour =>
        {
            var ago = (Days * 24) - hour;
            var bad = incidents.GetValueOrDefault(ago) + (badEvery > 0 && ago % badEvery == 0 ? 1 : 0);
            return (IReadOnlyCollection<Bucket>)[.. Enumerable.Range(0, 60).Select(minute => Bucket.Of(Total(minute) - Part(bad, minute), Total(minute)))];
        }).ToList();
        var (ledger, segments) = Ledger.StartingAt(Now).Prepend(hours, slo.Slices);
        var snapshot = Evaluation.Advance(slo, ledger, null, Now.Start.AddSeconds(30), "2.0-test");
        var record = new SloRecord("f", Ledger.Restore(ledger.CoveredFrom, ledger.Floor, ledger.Open), amend?.Invoke(snapshot) ?? snapshot);
        await store.CommitAsync(Slot.Of(slo.Id), [new SloCommit(slo.Id, null, record, segments, [])], TestContext.Current.CancellationToken);
        return (ledger, record.Snapshot);
    }

    private static int Total(int minute) => Part(PerHour, minute);

    /// <summary>What falls on a minute when something is spread over an hour.</summary>
    private static int Part(int count, int minute) => (count * (minute + 1) / 60) - (count * minute / 60);
}
