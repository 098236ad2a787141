namespace ErrorBudget.Pipeline.Audit;

/// <summary>The latest rows of the audit trail, which is kept and read oldest first.</summary>
public sealed class RecentAudit(IAuditTrail trail, TimeProvider time)
{
    /// <summary>How many rows one look reads at most: a transaction of storage.</summary>
    private const int Page = 1000;

    /// <summary>How far back it looks: less where more was decided than a look reads.</summary>
    private static readonly TimeSpan[] _spans = [TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)];

    /// <summary>A service's latest rows, the latest first.</summary>
    /// <param name="service">The service.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="Storage.StorageException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<AuditEntry>> OfAsync(string service, int count, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        IReadOnlyList<AuditEntry> entries = [];
        foreach (var span in _spans)
        {
            entries = await trail.ReadAsync(new AuditQuery(service, now - span, now.AddMinutes(1), After: null, Page), cancellationToken);
            if (entries.Count < Page) break;
        }

        return [.. entries.Reverse().Take(count)];
    }
}
