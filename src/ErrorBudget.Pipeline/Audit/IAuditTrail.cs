using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Audit;

/// <summary>Where audit rows are kept. Rows are added and read, never changed; those the policy no longer keeps are deleted (<see cref="Retention"/>).</summary>
/// <remarks>Every method throws <see cref="StorageException"/> when the store cannot be reached or answers with an error.</remarks>
public interface IAuditTrail
{
    /// <summary>
    /// Adds rows, in as few transactions as hold them. After a failure some may be stored; adding the same list again adds
    /// only what is missing.
    /// </summary>
    Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>A service's rows in order of time.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query, CancellationToken cancellationToken);
}
