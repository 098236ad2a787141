using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.SignOffs;

/// <summary>
/// Grants, revokes and lists sign-offs. The audit row comes first: nothing takes effect without one. If storage fails
/// between the two, there is a row of something that did not come to be, and the caller was told so.
/// </summary>
public sealed class SignOffDesk(ISignOffStore store, SignOffReader reader, AuditWriter audit, TimeProvider time)
{
    /// <summary>Grants a sign-off, if the policy lets it open the gate of what it is for.</summary>
    /// <param name="policy">The policy in force, which has the service and the SLO.</param>
    /// <param name="request">What is to be signed off.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">It could not be stored.</exception>
    public async Task<SignOffAnswer> GrantAsync(Policy policy, SignOffRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(request);
        var gates = policy.Find(request.Service, request.Slo).Select(objective => objective.Gate).Where(gate => gate.ApprovalOverride).ToArray();
        if (gates.Length == 0)
            return new SignOffAnswer(null, "The policy does not let sign-offs open this gate: approval_override is off in its release_gate.");
        if (gates.Min(gate => gate.SignOffMaxMinutes) is var longest && request.Minutes > longest)
            return new SignOffAnswer(null, FormattableString.Invariant($"The policy lets a sign-off last {longest} minutes here (sign_off_max_minutes), not {request.Minutes}."));

        var now = time.GetUtcNow();
        var signOff = new SignOff
        {
            Id = new SignOffId(request.Service, Guid.CreateVersion7(now)),
            Slo = request.Slo,
            Change = request.Change,
            PipelineRun = request.PipelineRun,
            Approver = request.Approver,
            GrantedBy = request.GrantedBy,
            Reason = request.Reason,
            CreatedAt = now,
            ExpiresAt = now.AddMinutes(request.Minutes),
        };
        await audit.RecordAndWaitAsync(Entry(AuditEvent.SignOffGranted, signOff, now, request.GrantedBy, policy), cancellationToken);
        await store.AddAsync(signOff, cancellationToken);
        reader.Forget(signOff.Id.Service);
        return new SignOffAnswer(signOff, null);
    }

    /// <summary>Takes a sign-off back. Again is no error and changes nothing.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="id">Which.</param>
    /// <param name="revokedBy">Who does it; null if not known.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>It, revoked; null if there is none of that id.</returns>
    /// <exception cref="StorageException">It could not be stored.</exception>
    public async Task<SignOff?> RevokeAsync(Policy policy, SignOffId id, string? revokedBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var found = await store.FindAsync(id, cancellationToken);
        if (found is null or { RevokedAt: not null }) return found;
        var now = time.GetUtcNow();
        var revoked = found with { RevokedAt = now };
        await audit.RecordAndWaitAsync(Entry(AuditEvent.SignOffRevoked, revoked, now, revokedBy, policy), cancellationToken);
        await store.RevokeAsync(id, now, cancellationToken);
        reader.Forget(id.Service);
        return revoked;
    }

    /// <summary>A service's sign-offs of the last two weeks, also expired and revoked ones, in order of time.</summary>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public Task<IReadOnlyList<SignOff>> ListAsync(string service, CancellationToken cancellationToken) =>
        store.LoadAsync(service, time.GetUtcNow().AddDays(-SignOffReader.LongestDays), cancellationToken);

    private static AuditEntry Entry(AuditEvent @event, SignOff signOff, DateTimeOffset now, string? by, Policy policy) =>
        new(Guid.CreateVersion7(now), now, @event, signOff.Id.Service, signOff.Slo, by, policy.Version) { SignOff = signOff };
}
