using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Gate;

/// <summary>
/// Answers whether a service may be released. Every answer that is given leaves a row in the audit trail: who considers and
/// gives the answer records it.
/// </summary>
public sealed class ReleaseGate(SnapshotReader snapshots, SignOffReader signOffs, AuditWriter audit, TimeProvider time)
{
    /// <summary>Decides on a service, or on one of its SLOs, and records the answer.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="request">Who asks for what.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The answer; null if the policy has no such service or SLO.</returns>
    /// <exception cref="StorageException">The store cannot be reached and nothing was read before, or it takes no audit rows.</exception>
    public async Task<GateAnswer?> DecideAsync(Policy policy, GateRequest request, CancellationToken cancellationToken)
    {
        if (await ConsiderAsync(policy, request, cancellationToken) is not { } answer) return null;
        var entry = AuditEntry.Of(answer, request);

        // What a person opened is on record before it is open.
        if (answer.SignOff is null) await audit.RecordAsync(entry, cancellationToken);
        else await audit.RecordAndWaitAsync(entry, cancellationToken);
        return answer;
    }

    /// <summary>
    /// What the answer is now, unrecorded: for those who ask again and again, or have their own way to record. Nobody is to
    /// be told it before its row (<see cref="AuditEntry.Of"/>) is in safe hands.
    /// </summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="request">Who asks for what.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The answer; null if the policy has no such service or SLO.</returns>
    /// <exception cref="StorageException">The store cannot be reached and nothing was read before.</exception>
    public async Task<GateAnswer?> ConsiderAsync(Policy policy, GateRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(request);
        var objectives = policy.Find(request.Service, request.Slo);
        if (objectives.IsEmpty) return null;

        var now = time.GetUtcNow();
        var decided = new List<Verdict>(objectives.Length);
        foreach (var objective in objectives)
        {
            var snapshot = await snapshots.FindAsync(objective.Slo.Id, cancellationToken);
            decided.Add(new Verdict(objective, snapshot, await DecideAsync(objective, snapshot, request, now, cancellationToken)));
        }

        return AnswerOf(decided, policy, request, now);
    }

    /// <summary>Looks for a sign-off only where the gate is closed and one would open it.</summary>
    private async Task<ReleaseDecision> DecideAsync(Objective objective, Snapshot? snapshot, GateRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var decision = ReleaseDecision.For(snapshot, objective.Gate, request.Change, signOff: null, now);
        if (decision.Allowed || !objective.Gate.ApprovalOverride) return decision;
        var slo = objective.Slo.Id;
        var known = await signOffs.OfAsync(slo.Service, cancellationToken);
        return known.FirstOrDefault(signOff => signOff.Opens(slo, request.Change, request.PipelineRun, request.AskedBy, now)) is { } opening
            ? ReleaseDecision.For(snapshot, objective.Gate, request.Change, opening, now)
            : decision;
    }

    private static GateAnswer AnswerOf(List<Verdict> decided, Policy policy, GateRequest request, DateTimeOffset now)
    {
        var limiting = decided
            .OrderBy(item => item.Decision.Allowed)
            .ThenByDescending(item => item.Decision.Kind)
            .ThenBy(item => item.Snapshot?.Budget.Remaining ?? decimal.MinValue)
            .First();
        var others = decided.Where(item => item != limiting && (!item.Decision.Allowed || item.Decision.SignOff is not null))
            .Select(item => $"{item.Objective.Slo.Id.Slo}: {item.Decision.Reasons[0]}");
        return new GateAnswer(
            Guid.CreateVersion7(now),
            limiting.Objective.Slo.Id,
            request.Change,
            limiting.Decision with { Reasons = [.. limiting.Decision.Reasons, .. others] },
            limiting.Snapshot,
            now,
            policy.Version)
        {
            SignOff = limiting.Decision.Allowed ? decided.Select(item => item.Decision.SignOff).FirstOrDefault(signOff => signOff is not null) : null,
        };
    }

    private sealed record Verdict(Objective Objective, Snapshot? Snapshot, ReleaseDecision Decision);
}
