using ErrorBudget;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudget.Pipeline.Storage;
using ErrorBudgetFunctions.Http;

namespace ErrorBudgetFunctions.Metrics;

/// <summary>
/// Reads what a scrape tells of. Whatever the number of SLOs: 16 calls to storage for snapshots, one each for runs, sign-offs
/// and undelivered errands, one to a queue where counts are pushed, at most every few seconds. (A call more for each further page of an answer; up to 16 SLOs, a
/// call for each.) Nothing is counted in the process, since any instance may be asked.
/// </summary>
internal sealed class StateReader(
    PolicyInForce policy, SnapshotReader snapshots, ILedgerStore ledgers, ISignOffStore signOffs, IDeliveryStore deliveries, ICountQueue counts, AppSettings settings, TimeProvider time, ILogger<StateReader> log)
{
    /// <summary>So many undelivered errands are counted; there may be more.</summary>
    public const int MostUndelivered = 1000;

    /// <summary>How long the smaller parts are waited for: half of what Prometheus waits by default.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>As long as sign-offs are trusted, see <see cref="SignOffReader"/>.</summary>
    private static readonly TimeSpan Trust = TimeSpan.FromMinutes(1);

    private readonly RecentReads<string, IReadOnlyList<RunReport>> _runs = new((_, token) => ledgers.LoadRunsAsync(token), Trust, time);
    private readonly RecentReads<string, IReadOnlyList<SignOff>> _signOffs = new((_, token) => signOffs.LoadAllAsync(time.GetUtcNow().AddDays(-SignOffReader.LongestDays), token), Trust, time);
    private readonly RecentReads<string, object> _undelivered = new(async (_, token) => (await deliveries.LoadUndeliveredAsync(MostUndelivered, token)).Count, Trust, time);
    private readonly RecentReads<string, IReadOnlyList<string>> _counts = new(async (_, token) => await HealthProblems.OfCountsAsync(counts, await policy.CurrentAsync(token), token), Trust, time);

    /// <summary>Reads the state. What cannot be read is left out and said so.</summary>
    /// <exception cref="StorageException">Not one of the SLOs could be read.</exception>
    public async Task<StateReading> ReadAsync(CancellationToken cancellationToken)
    {
        var current = await policy.CurrentAsync(cancellationToken);
        var objectives = current?.Objectives ?? [];
        var reading = snapshots.ReadAsync([.. objectives.Select(objective => objective.Slo.Id)], cancellationToken);
        var runs = PartAsync("runs", _runs, cancellationToken);
        var open = PartAsync("sign-offs", _signOffs, cancellationToken);
        var undelivered = PartAsync("undelivered errands", _undelivered, cancellationToken);
        var pushed = PartAsync("pushed counts", _counts, cancellationToken);
        await Task.WhenAll(reading, runs, open, undelivered, pushed);

        var now = time.GetUtcNow();
        var problems = HealthProblems.OfPolicy(policy, current).Count()
            + ((await runs) is { } reports ? HealthProblems.OfRuns(reports, current, settings.Schedule, now).Count() : 1)
            + ((await pushed)?.Count ?? 1);
        return new StateReading
        {
            Now = now,
            Policy = current,
            IsPolicyRefused = !policy.Problems.IsEmpty,
            Slos = [.. objectives.Zip(Checked(await reading), (objective, item) => new SloReading(objective, item, now))],
            Runs = await runs,
            SignOffs = await open,
            Undelivered = (int?)await undelivered,
            Problems = problems,
        };
    }

    /// <summary>Says once a scrape why SLOs are missing; without any there is nothing to tell.</summary>
    private IReadOnlyList<SnapshotReading> Checked(IReadOnlyList<SnapshotReading> read)
    {
        var failures = read.Select(item => item.Failure).OfType<StorageException>().ToArray();
        if (failures.Length == 0) return read;
        if (failures.Length == read.Count) throw new StorageException(failures[0].Message, failures[0]);
        foreach (var group in failures.GroupBy(failure => failure.Message)) log.LogWarning("Metrics lack {Slos} SLOs: {Message}", group.Count(), group.Key);
        return read;
    }

    private async Task<T?> PartAsync<T>(string part, RecentReads<string, T> reads, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await reads.GetAsync(part, cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception failure) when (failure is StorageException or TimeoutException)
        {
            log.LogWarning("Metrics lack {Part}: {Message}", part, failure.Message);
            return null;
        }
    }
}
