using ErrorBudget.Pipeline.Adjustments;

namespace ErrorBudget.Testing;

/// <summary>Adjustments in memory, with the reads counted.</summary>
public sealed class MemoryAdjustments : IAdjustmentStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Adjustment> _all = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>How often adjustments were read.</summary>
    public int Loads { get; private set; }

    public Task<string?> VersionAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_version == 0 ? null : $"v{_version}");
    }

    public Task<IReadOnlyList<Adjustment>> LoadAsync(string? service, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Loads++;
            return Task.FromResult<IReadOnlyList<Adjustment>>([.. _all.Values.Where(adjustment => service is null || adjustment.Id.Service == service)]);
        }
    }

    public Task<Adjustment?> FindAsync(AdjustmentId id, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_all.GetValueOrDefault(id.ToString()));
    }

    public Task<bool> AddAsync(Adjustment adjustment, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_all.TryAdd(adjustment.Id.ToString(), adjustment)) return Task.FromResult(false);
            _version++;
            return Task.FromResult(true);
        }
    }

    public Task RevokeAsync(AdjustmentId id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _all[id.ToString()] = _all[id.ToString()] with { RevokedAt = at };
            _version++;
        }

        return Task.CompletedTask;
    }
}
