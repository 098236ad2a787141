using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.SignOffs;

/// <summary>
/// The sign-offs for those who ask, at most a few seconds old: that much later a revocation on another instance counts. When
/// the store does not answer, what was read is served on for a minute and not longer, since one may have been revoked.
/// </summary>
public sealed class SignOffReader(ISignOffStore store, TimeProvider time)
{
    /// <summary>Made earlier than so many days ago, every sign-off has expired.</summary>
    public const int LongestDays = 14;

    private readonly RecentReads<string, IReadOnlyList<SignOff>> _services = new(
        (service, cancellationToken) => store.LoadAsync(service, time.GetUtcNow().AddDays(-LongestDays), cancellationToken), TimeSpan.FromMinutes(1), time);

    /// <summary>The sign-offs of a service that may still be in force.</summary>
    /// <exception cref="StorageException">The store cannot be reached and nothing was read in the last minute.</exception>
    public async Task<IReadOnlyList<SignOff>> OfAsync(string service, CancellationToken cancellationToken) => await _services.GetAsync(service, cancellationToken);

    /// <summary>The sign-offs of a service that were read in the last minute, without asking the store; none if none were.</summary>
    public IReadOnlyList<SignOff> Recalled(string service) => _services.TryRecall(service, out var signOffs) ? signOffs : [];

    /// <summary>Forgets what was read of a service, after a change.</summary>
    public void Forget(string service) => _services.Forget(service);
}
