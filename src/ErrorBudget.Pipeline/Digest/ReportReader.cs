using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Digest;

/// <summary>Gathers what digests and reviews are written from: snapshots, ledgers, the audit trail.</summary>
/// <remarks>Every method throws <see cref="StorageException"/> when the store cannot be reached.</remarks>
public sealed class ReportReader(ILedgerStore store, SnapshotReader snapshots, BudgetHistory history, AdjustmentReader adjustments, IAuditTrail audit, ISignOffStore signOffs)
{
    private const int Week = 7 * Minute.PerDay;
    private const int Page = 1000;

    /// <summary>A busy gate answers more often than anybody wants to count; sign-offs are a matter of a few.</summary>
    private const int MostPages = 50;

    /// <summary>How many SLOs are read at a time.</summary>
    private const int Parallelism = 4;

    /// <summary>What a digest is written from.</summary>
    /// <param name="audience">Who gets it.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<OwnerReport> ReadAsync(Audience audience, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(audience);
        var found = (await snapshots.FindAsync([.. audience.Objectives.Select(objective => objective.Slo.Id)], cancellationToken)).ToDictionary(slo => slo.Slo, slo => slo.Snapshot);
        var reports = new SloReport[audience.Objectives.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, reports.Length, parallel, async (i, token) =>
        {
            var slo = audience.Objectives[i].Slo;
            reports[i] = found[slo.Id] is { } snapshot ? await ReportAsync(slo, snapshot, token) : new SloReport(slo, null, null, null, null);
        });

        var uses = new List<SignOffUse>();
        foreach (var service in audience.Objectives.Select(objective => objective.Slo.Id.Service).Distinct(StringComparer.Ordinal)) uses.AddRange(await UsesAsync(service, now, cancellationToken));
        return new OwnerReport(audience, now, reports, uses);
    }

    /// <summary>How much of its budget an SLO used over a year; null if its ledger does not tell.</summary>
    /// <param name="slo">The SLO.</param>
    /// <param name="retentionDays">How many days of counts are kept.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<YearOfUse?> ReadYearAsync(Slo slo, int retentionDays, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(slo);
        if (retentionDays < YearOfUse.FewestDays || await store.FindAsync(slo.Id, cancellationToken) is not { Ledger: var ledger }) return null;

        // Running sums make a year the difference of two look-ups. The oldest day kept may be being deleted.
        var days = Math.Min(YearOfUse.Days, retentionDays - 1);
        var from = Minute.Max(ledger.CoveredFrom, (ledger.Through - (days * Minute.PerDay)).Hour);
        if (ledger.Through <= from) return null;
        var (year, adjusted) = (new MinuteRange(from, ledger.Through), (await adjustments.CurrentAsync(cancellationToken)).LaidOver(slo).Adjustments);
        Minute[] edges = [.. adjusted.EdgesIn(year).Select(edge => Minute.Max(edge.Start, ledger.CoveredFrom) + 1), from];
        Minute[] missing = [.. edges.Select(ledger.MissingHour).OfType<Minute>().Order()];
        var complete = missing.Length == 0
            ? ledger
            : ledger.WithHours(await store.LoadHoursAsync(slo.Id, new MinuteRange(missing[0], missing[^1] + Minute.PerHour), cancellationToken));
        return complete.MissingHour(from) is null && adjusted.HaveEdgesIn(complete, year) ? YearOfUse.Of(slo, adjusted.ForBudget(complete, slo.Slices, year), year) : null;
    }

    private async Task<SloReport> ReportAsync(Slo slo, Snapshot snapshot, CancellationToken cancellationToken)
    {
        var end = snapshot.DataThrough.Hour;
        var points = await history.ReadAsync(slo, new MinuteRange(end - (RecentPast.Days * Minute.PerDay), end), Minute.PerHour, cancellationToken);
        var weekAgo = points.FirstOrDefault(point => point.At + Minute.PerHour == end - Week) is { Budget: { IsKnown: true } budget } ? budget : (Budget?)null;
        return new SloReport(slo, snapshot, weekAgo, WorstOf(slo, snapshot, points.Where(point => point.At >= end - Week)), PastOf(slo, points));
    }

    private static WorstHour? WorstOf(Slo slo, Snapshot snapshot, IEnumerable<HistoryPoint> week)
    {
        var allowed = snapshot.Budget.Allowed;
        if (!snapshot.Budget.IsKnown || allowed <= 0) return null;
        var worst = week.Select(point => (point.At, Counts: CountsOf(slo, point))).Where(hour => hour.Counts.Bad > 0).MaxBy(hour => hour.Counts.Bad);
        if (worst.Counts.Bad == 0) return null;
        var hour = new WorstHour(worst.At, worst.Counts.Bad, worst.Counts.Total, worst.Counts.Bad / allowed * 100);
        return hour.PaceAt(slo.Target) >= 1 ? hour : null;
    }

    private static RecentPast? PastOf(Slo slo, IReadOnlyList<HistoryPoint> points)
    {
        var known = points.Where(point => point.Budget.IsKnown).ToArray();
        if (known.Length == 0) return null;
        var counts = known.Select(point => CountsOf(slo, point)).ToArray();
        return new RecentPast(
            known.Length, known.Count(point => point.Budget.IsExhausted), known.Min(point => point.Budget.Remaining!.Value), counts.Sum(hour => hour.Bad), counts.Sum(hour => hour.Total));
    }

    /// <summary>Events, or for timeslices the slices of the hour; without what is excluded, which is always whole slices.</summary>
    private static (long Bad, long Total) CountsOf(Slo slo, HistoryPoint hour) =>
        slo.Slices is { } slices ? (hour.Counted.BadSlices, (Minute.PerHour - hour.ExcludedMinutes) / slices.Minutes) : (hour.Counted.Bad, hour.Counted.Total);

    private async Task<IReadOnlyList<SignOffUse>> UsesAsync(string service, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var opened = new Dictionary<string, int>(StringComparer.Ordinal);
        Guid? last = null;
        for (var page = 0; page < MostPages; page++)
        {
            var entries = await audit.ReadAsync(new AuditQuery(service, now.AddDays(-7), now, last, Page), cancellationToken);
            foreach (var id in entries.Select(entry => entry.Decision?.SignOff).OfType<string>()) opened[id] = opened.GetValueOrDefault(id) + 1;
            if (entries.Count < Page) break;
            last = entries[^1].Id;
        }

        var uses = new List<SignOffUse>(opened.Count);
        foreach (var (text, releases) in opened)
        {
            var signOff = SignOffId.TryParse(text, out var id) ? await signOffs.FindAsync(id, cancellationToken) : null;
            uses.Add(new SignOffUse(service, signOff?.Approver, signOff?.Reason, releases));
        }

        return uses;
    }
}
