using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Testing;

/// <summary>
/// A ledger store in memory that keeps the real one's rules: versions, whole commits, sealed hours apart from records.
/// </summary>
public sealed class MemoryLedgerStore : ILedgerStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SloId, StoredSlo> _records = [];
    private readonly Dictionary<(SloId Slo, Minute Hour), LedgerSegment> _hours = [];
    private readonly Dictionary<SloId, List<OutboxRecord>> _outbox = [];
    private readonly ConcurrentDictionary<int, RunReport> _runs = [];
    private readonly HashSet<(SloId Slo, Minute? Hour)> _damaged = [];
    private int _version;

    /// <summary>Called before every commit of a slot; may throw, or commit something else first.</summary>
    public Func<Slot, Task>? BeforeCommit { get; set; }

    /// <summary>How many single SLO commits were accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>The ledger of an SLO with all its sealed hours.</summary>
    public Ledger LedgerOf(SloId slo)
    {
        lock (_lock) return _records[slo].Record.Ledger.WithHours(_hours.Where(hour => hour.Key.Slo == slo).Select(hour => hour.Value));
    }

    /// <summary>The snapshot of an SLO.</summary>
    public Snapshot SnapshotOf(SloId slo)
    {
        lock (_lock) return _records[slo].Record.Snapshot;
    }

    /// <summary>Everything in the outbox of an SLO.</summary>
    public IReadOnlyList<OutboxRecord> OutboxOf(SloId slo)
    {
        lock (_lock) return [.. _outbox.GetValueOrDefault(slo, [])];
    }

    /// <summary>Loses a sealed hour.</summary>
    public void Lose(SloId slo, Minute hour)
    {
        lock (_lock) Assert(_hours.Remove((slo, hour)), "there is no such hour");
    }

    /// <summary>Makes the record of an SLO, or one of its sealed hours, unreadable.</summary>
    public void Damage(SloId slo, Minute? hour = null)
    {
        lock (_lock) Assert((hour is { } sealedHour ? _hours.ContainsKey((slo, sealedHour)) : _records.ContainsKey(slo)) && _damaged.Add((slo, hour)), "there is no such row");
    }

    /// <summary>Makes it readable again.</summary>
    public void Repair(SloId slo, Minute? hour = null)
    {
        lock (_lock) Assert(_damaged.Remove((slo, hour)), "it is not damaged");
    }

    public Task CreateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<SlotRows<StoredSlo>> LoadAsync(Slot slot, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(Rows(_records.Where(record => Slot.Of(record.Key) == slot), hour: null));
    }

    public Task<SloRecord?> FindAsync(SloId slo, CancellationToken cancellationToken)
    {
        lock (_lock) return _damaged.Contains((slo, null)) ? Task.FromException<SloRecord?>(Unreadable(slo)) : Task.FromResult(_records.GetValueOrDefault(slo)?.Record);
    }

    public Task<SlotRows<LedgerSegment>> LoadHourAsync(Slot slot, Minute hour, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(Rows(
                _hours.Where(stored => stored.Key.Hour == hour && Slot.Of(stored.Key.Slo) == slot).Select(stored => KeyValuePair.Create(stored.Key.Slo, stored.Value)), hour));
        }
    }

    public Task<IReadOnlyList<LedgerSegment>> LoadHoursAsync(SloId slo, MinuteRange range, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<LedgerSegment>>([.. _hours
                .Where(stored => stored.Key.Slo == slo && range.Contains(stored.Key.Hour))
                .OrderBy(stored => stored.Key.Hour).Select(stored => stored.Value)]);
        }
    }

    public async Task<IReadOnlyDictionary<SloId, string>> CommitAsync(Slot slot, IReadOnlyList<SloCommit> commits, CancellationToken cancellationToken)
    {
        if (BeforeCommit is { } before) await before(slot);
        lock (_lock)
        {
            var versions = new Dictionary<SloId, string>();
            foreach (var commit in commits)
            {
                Assert(Slot.Of(commit.Slo) == slot, "a commit belongs to another slot");
                if (_records.GetValueOrDefault(commit.Slo)?.ETag != commit.ExpectedETag) continue;
                var version = $"v{++_version}";

                // The real store keeps the open minutes only.
                var stored = commit.Record.Ledger;
                _records[commit.Slo] = new StoredSlo(commit.Record with { Ledger = Ledger.Restore(stored.CoveredFrom, stored.Floor, stored.Open) }, version);
                foreach (var hour in commit.SealedHours) _hours[(commit.Slo, hour.Start)] = hour;
                foreach (var record in commit.Outbox) Tell(commit.Slo, record);
                versions[commit.Slo] = version;
                Accepted++;
            }

            return versions;
        }
    }

    public Task<IReadOnlyList<OutboxRecord>> LoadOutboxAsync(Slot slot, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<OutboxRecord>>([.. _outbox.Where(told => Slot.Of(told.Key) == slot)
                .SelectMany(told => told.Value).OrderBy(record => record.At).ThenBy(record => record.Id, StringComparer.Ordinal).Take(limit)]);
        }
    }

    public Task RemoveFromOutboxAsync(Slot slot, IReadOnlyCollection<OutboxRecord> records, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var told in _outbox.Values) told.RemoveAll(record => records.Any(gone => gone.Id == record.Id));
        }

        return Task.CompletedTask;
    }

    public Task<int> PurgeAsync(Slot slot, Minute day, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var old = _hours.Keys.Where(hour => hour.Hour < day && Slot.Of(hour.Slo) == slot).ToArray();
            foreach (var key in old) _hours.Remove(key);
            return Task.FromResult(old.Select(key => (key.Slo, key.Hour.Day)).Distinct().Count());
        }
    }

    public Task SaveRunAsync(RunReport report, CancellationToken cancellationToken)
    {
        _runs[report.Shard] = report;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<RunReport>> LoadRunsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RunReport>>([.. _runs.Values.OrderBy(run => run.Shard)]);

    private void Tell(SloId slo, OutboxRecord record)
    {
        if (!_outbox.TryGetValue(slo, out var records)) _outbox[slo] = records = [];
        records.RemoveAll(known => known.Id == record.Id);
        records.Add(record);
    }

    private SlotRows<T> Rows<T>(IEnumerable<KeyValuePair<SloId, T>> rows, Minute? hour)
        where T : class
    {
        var byDamage = rows.ToLookup(row => _damaged.Contains((row.Key, hour)));
        return new SlotRows<T>(byDamage[false].ToDictionary(), byDamage[true].ToDictionary(row => row.Key, row => Unreadable(row.Key)));
    }

    private static StorageException Unreadable(SloId slo) => new($"a row of {slo} cannot be read");

    private static void Assert(bool condition, string message)
    {
        if (!condition) throw new InvalidOperationException(message);
    }
}
