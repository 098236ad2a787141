using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Testing;

/// <summary>An audit trail in memory that counts how it is called and can be out of order.</summary>
public sealed class MemoryAuditTrail : IAuditTrail
{
    private readonly Lock _lock = new();
    private readonly List<AuditEntry> _entries = [];

    /// <summary>Whether adding fails.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many calls came, failed ones too.</summary>
    public int Calls { get; private set; }

    /// <summary>All rows, as they came.</summary>
    public IReadOnlyList<AuditEntry> Entries
    {
        get
        {
            lock (_lock) return [.. _entries];
        }
    }

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Calls++;
            if (IsDown) throw new StorageException("the audit trail is down");
            _entries.AddRange(entries);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AuditEntry>>(
        [.. Entries.Where(entry => entry.Service == query.Service && entry.At >= query.From && entry.At < query.To).OrderBy(entry => entry.Id.ToString("N"), StringComparer.Ordinal)
            .Where(entry => query.After is not { } after || string.CompareOrdinal(entry.Id.ToString("N"), after.ToString("N")) > 0).Take(query.Limit)]);
}
