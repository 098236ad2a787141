using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.SignOffs;

/// <summary>Where sign-offs are kept.</summary>
/// <remarks>Every method throws <see cref="StorageException"/> when the store cannot be reached or answers with an error.</remarks>
public interface ISignOffStore
{
    /// <summary>Keeps a new one.</summary>
    Task AddAsync(SignOff signOff, CancellationToken cancellationToken);

    /// <summary>A service's sign-offs that were made since a time, also expired and revoked ones, in order of time.</summary>
    Task<IReadOnlyList<SignOff>> LoadAsync(string service, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>The sign-offs of all services that were made since a time, also expired and revoked ones.</summary>
    Task<IReadOnlyList<SignOff>> LoadAllAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>One sign-off; null if there is none of that id.</summary>
    Task<SignOff?> FindAsync(SignOffId id, CancellationToken cancellationToken);

    /// <summary>Notes that one is revoked.</summary>
    Task RevokeAsync(SignOffId id, DateTimeOffset at, CancellationToken cancellationToken);
}
