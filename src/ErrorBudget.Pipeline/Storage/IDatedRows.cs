using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Storage;

/// <summary>Rows that are kept for a time and then deleted.</summary>
public interface IDatedRows
{
    /// <summary>What they are, for a message: "audit rows".</summary>
    string Name { get; }

    /// <summary>For how many days a policy keeps them: as long as the audit trail, unless they say otherwise.</summary>
    int KeptDays(Policy policy) => policy.AuditRetentionDays;

    /// <summary>Goes through all rows and deletes the old ones, a bounded number a call.</summary>
    /// <param name="before">Rows from before this time are deleted.</param>
    /// <param name="after">Where the last call ended; null to begin.</param>
    /// <param name="cancellationToken">Stops between two transactions.</param>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    Task<PurgeStep> PurgeAsync(DateTimeOffset before, string? after, CancellationToken cancellationToken);
}
