using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Gate;

/// <summary>Answers whether a service may be released.</summary>
public sealed class ReleaseGate(SnapshotReader snapshots, TimeProvider time)
{
    /// <summary>Decides on a service, or on one of its SLOs.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="service">The service.</param>
    /// <param name="slo">One of its SLOs; null for all of them.</param>
    /// <param name="change">What is to be released.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The answer; null if the policy has no such service or SLO.</returns>
    /// <exception cref="StorageException">The store cannot be reached and nothing was read before.</exception>
    public async Task<GateAnswer?> DecideAsync(Policy policy, string service, string? slo, ChangeKind change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var objectives = policy.Find(service, slo);
        if (objectives.IsEmpty) return null;

        var now = time.GetUtcNow();
        var decided = new List<(Objective Objective, Snapshot? Snapshot, ReleaseDecision Decision)>(objectives.Length);
        foreach (var objective in objectives)
        {
            var snapshot = await snapshots.FindAsync(objective.Slo.Id, cancellationToken);
            decided.Add((objective, snapshot, ReleaseDecision.For(snapshot, objective.Gate, change, signedOff: false, now)));
        }

        var (limiting, current, decision) = decided
            .OrderBy(item => item.Decision.Allowed)
            .ThenByDescending(item => item.Decision.Kind)
            .ThenBy(item => item.Snapshot?.Budget.Remaining ?? decimal.MinValue)
            .First();
        var others = decided.Where(item => item.Objective != limiting && !item.Decision.Allowed)
            .Select(item => $"{item.Objective.Slo.Id.Slo}: {item.Decision.Reasons[0]}");
        return new GateAnswer(
            Guid.CreateVersion7(now), limiting.Slo.Id, change, decision with { Reasons = [.. decision.Reasons, .. others] }, current, now, policy.Version);
    }
}
