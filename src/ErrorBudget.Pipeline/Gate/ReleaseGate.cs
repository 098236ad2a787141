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
        await RecordAsync(answer, request, cancellationToken);
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
            var verdict = new Verdict(objective, snapshot, ReleaseDecision.For(snapshot, objective.Gate, request.Change, signOff: null, now));

            // A sign-off is looked for only where the gate is closed and one would open it.
            if (verdict.MayBeOpened) verdict = verdict.OpenedBy(await signOffs.OfAsync(request.Service, cancellationToken), request, now);

            // What closes a journey lies with its members, so where they stand is among the reasons.
            if (!verdict.Decision.Allowed && objective.Sli is JourneySli journey)
            {
                var members = await snapshots.FindAsync([.. journey.Members.Select(member => member.Objective.Slo.Id)], cancellationToken);
                verdict = verdict with { Decision = verdict.Decision.WithMembers(members) };
            }

            decided.Add(verdict);
        }

        return AnswerOf(decided, policy, request, now);
    }

    /// <summary>
    /// The answer where the budgets cannot be read, unrecorded: they are unknown, and the sign-offs are those that were read
    /// in the last minute.
    /// </summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="request">Who asks for what.</param>
    /// <param name="why">Why they cannot be read, for the reasons.</param>
    /// <returns>The answer; null if the policy has no such service or SLO.</returns>
    public GateAnswer? ConsiderUnread(Policy policy, GateRequest request, string why)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(request);
        var now = time.GetUtcNow();
        var known = signOffs.Recalled(request.Service);
        var decided = policy.Find(request.Service, request.Slo)
            .Select(objective => new Verdict(objective, null, ReleaseDecision.For(null, objective.Gate, request.Change, signOff: null, now, why)))
            .Select(verdict => verdict.MayBeOpened ? verdict.OpenedBy(known, request, now, why) : verdict)
            .ToList();
        return decided.Count == 0 ? null : AnswerOf(decided, policy, request, now);
    }

    /// <summary>Puts an answer on record. What a person opened is stored before this returns: before it is open.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="request">Who asked for what.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StorageException">The store takes no audit rows.</exception>
    public Task RecordAsync(GateAnswer answer, GateRequest request, CancellationToken cancellationToken)
    {
        var entry = AuditEntry.Of(answer, request);
        return answer.SignOff is null ? audit.RecordAsync(entry, cancellationToken) : audit.RecordAndWaitAsync(entry, cancellationToken);
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

    private sealed record Verdict(Objective Objective, Snapshot? Snapshot, ReleaseDecision Decision)
    {
        public bool MayBeOpened => !Decision.Allowed && Objective.Gate.ApprovalOverride;

        public Verdict OpenedBy(IReadOnlyList<SignOff> known, GateRequest request, DateTimeOffset now, string? whyNoSnapshot = null) =>
            known.FirstOrDefault(signOff => signOff.Opens(Objective.Slo.Id, request.Change, request.PipelineRun, request.AskedBy, now)) is { } opening
                ? this with { Decision = ReleaseDecision.For(Snapshot, Objective.Gate, request.Change, opening, now, whyNoSnapshot) }
                : this;
    }
}
