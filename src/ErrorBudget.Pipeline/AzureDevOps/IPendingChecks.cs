using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>Where checks wait. Every method throws <see cref="StorageException"/> when the store cannot be reached.</summary>
public interface IPendingChecks
{
    /// <summary>Stores a check, due at once. One that is known already, waiting or answered, stays as it is.</summary>
    /// <returns>Whether it was new.</returns>
    Task<bool> RememberAsync(PendingCheck check, CancellationToken cancellationToken);

    /// <summary>The checks that wait and are due, at most <paramref name="limit"/>. One that cannot be read does not keep the others waiting.</summary>
    Task<DueChecks> LoadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>The check of a key, if it waits and is due.</summary>
    Task<DueChecks> LoadDueAsync(string key, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Stores what became of a check, and that nobody needs to look at it before <paramref name="due"/>.</summary>
    /// <returns>The check with its new version; null if another instance was faster.</returns>
    Task<PendingCheck?> SaveAsync(PendingCheck check, DateTimeOffset due, CancellationToken cancellationToken);

    /// <summary>Notes that a check is over and removes its token. If it was changed meanwhile, it stays.</summary>
    /// <param name="check">The check.</param>
    /// <param name="forget">When the note may go too; until then a repeated question is known to be answered.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    Task CloseAsync(PendingCheck check, DateTimeOffset forget, CancellationToken cancellationToken);

    /// <summary>Deletes the notes of checks whose time has come.</summary>
    Task ForgetAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
