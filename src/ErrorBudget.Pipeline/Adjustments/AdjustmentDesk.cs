using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Adjustments;

/// <summary>
/// Makes, revokes and lists adjustments. As with sign-offs the audit row comes first: nothing takes effect without one. What
/// was made counts from the next evaluation on.
/// </summary>
public sealed class AdjustmentDesk(IAdjustmentStore store, AuditWriter audit, TimeProvider time)
{
    /// <summary>The most adjustments of a service that are not revoked: each costs look-ups in every evaluation.</summary>
    public const int MostOfService = 500;

    /// <summary>Makes an adjustment. The same once more, by its id, is no error and changes nothing.</summary>
    /// <param name="policy">The policy in force, which has the service and the SLO.</param>
    /// <param name="wanted">The adjustment; when it is made is told by the clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">It could not be stored.</exception>
    public async Task<AdjustmentAnswer> MakeAsync(Policy policy, Adjustment wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(wanted);
        var now = time.GetUtcNow();
        if ((wanted.WhatIsWrong() ?? TooEarly(wanted, now)) is { } wrong) return new AdjustmentAnswer(AdjustmentOutcome.Refused, null, $"The adjustment makes no sense: {wrong}.");
        if (await store.FindAsync(wanted.Id, cancellationToken) is { } found) return Repeated(wanted, found);
        Adjustment[] made = [.. (await store.LoadAsync(wanted.Id.Service, cancellationToken)).Where(adjustment => adjustment.RevokedAt is null)];
        if (made.Length >= MostOfService)
            return new AdjustmentAnswer(AdjustmentOutcome.Refused, null, $"The service has {MostOfService} adjustments that are not revoked. Revoke those that no window holds any more, or make one that recurs.");
        if (TooMuchTogether(policy, [.. made, wanted], wanted) is { } together) return new AdjustmentAnswer(AdjustmentOutcome.Refused, null, $"The adjustment makes no sense beside others: {together}.");

        var adjustment = wanted with { MadeAt = now, RevokedAt = null };
        await audit.RecordAndWaitAsync(Entry(AuditEvent.AdjustmentMade, adjustment, now, adjustment.MadeBy, policy), cancellationToken);
        if (await store.AddAsync(adjustment, cancellationToken)) return new AdjustmentAnswer(AdjustmentOutcome.Done, adjustment, null);
        return await store.FindAsync(wanted.Id, cancellationToken) is { } other ? Repeated(adjustment, other) : throw new StorageException($"Adjustment {wanted.Id} was neither made nor is there. Try again.");
    }

    /// <summary>Takes an adjustment back: it counts no more, and is kept. Again is no error and changes nothing.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="id">Which.</param>
    /// <param name="revokedBy">Who does it; null if not known.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>It, revoked; null if there is none of that id.</returns>
    /// <exception cref="StorageException">It could not be stored.</exception>
    public async Task<AdjustmentAnswer?> RevokeAsync(Policy policy, AdjustmentId id, string? revokedBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (Declared(policy, id.Service).Any(declared => declared.Id == id))
            return new AdjustmentAnswer(AdjustmentOutcome.Conflict, null, "The policy declares this adjustment; take it out of the policy file.");
        if (await store.FindAsync(id, cancellationToken) is not { } found) return null;
        if (found.RevokedAt is not null) return new AdjustmentAnswer(AdjustmentOutcome.DoneBefore, found, null);
        var now = time.GetUtcNow();
        var revoked = found with { RevokedAt = now };
        await audit.RecordAndWaitAsync(Entry(AuditEvent.AdjustmentRevoked, revoked, now, revokedBy, policy), cancellationToken);
        await store.RevokeAsync(id, now, cancellationToken);
        return new AdjustmentAnswer(AdjustmentOutcome.Done, revoked, null);
    }

    /// <summary>A service's adjustments: those the policy declares, then those people made, also revoked ones.</summary>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<Adjustment>> ListAsync(Policy policy, string service, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [.. Declared(policy, service), .. await store.LoadAsync(service, cancellationToken)];
    }

    private static IEnumerable<Adjustment> Declared(Policy policy, string service) =>
        policy.Find(service).SelectMany(objective => objective.Slo.Adjustments.All).DistinctBy(adjustment => adjustment.Id);

    /// <summary>What has not happened cannot be forgiven; only work is announced.</summary>
    private static string? TooEarly(Adjustment wanted, DateTimeOffset now) =>
        wanted.Kind != AdjustmentKind.Maintenance && (wanted.To ?? wanted.From).Start > now ? "it lies in the future; only maintenance is announced" : null;

    /// <summary>What makes no sense once one more is laid over an SLO that it is for.</summary>
    private static string? TooMuchTogether(Policy policy, IEnumerable<Adjustment> made, Adjustment wanted) => wanted.Kind != AdjustmentKind.Correction ? null : policy
        .Find(wanted.Id.Service, wanted.Slo)
        .Select(objective => SloAdjustments.Of(objective.Slo.Id, objective.Slo.Adjustments.All.Concat(made)).WhatIsWrong()?.Why)
        .FirstOrDefault(why => why is not null);

    private static AdjustmentAnswer Repeated(Adjustment wanted, Adjustment found) =>
        wanted with { MadeAt = found.MadeAt, MadeBy = found.MadeBy, RevokedAt = found.RevokedAt } == found
            ? new AdjustmentAnswer(AdjustmentOutcome.DoneBefore, found, null)
            : new AdjustmentAnswer(AdjustmentOutcome.Conflict, null, $"There is another adjustment '{found.Id}'. Take an id that was not used before, or leave it out.");

    private static AuditEntry Entry(AuditEvent @event, Adjustment adjustment, DateTimeOffset now, string? by, Policy policy) =>
        new(Guid.CreateVersion7(now), now, @event, adjustment.Id.Service, adjustment.Slo, by, policy.Version) { Adjustment = AdjustmentDocument.Of(adjustment) };
}
