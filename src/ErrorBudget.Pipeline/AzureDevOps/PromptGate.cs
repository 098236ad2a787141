using System.Globalization;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>
/// The gate for those who wait three seconds and no longer: when the budget cannot be read in time, it is unknown, and the
/// answer is what the policy says about that.
/// </summary>
public sealed class PromptGate(ReleaseGate gate, TimeProvider time)
{
    /// <summary>How long the gate is waited for; what is left of three seconds is for the way.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Decides within <see cref="Patience"/>.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="since">The clock's timestamp when the question arrived, from which the time counts.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The answer; null if the policy has no such service or SLO.</returns>
    public async Task<GateAnswer?> DecideAsync(Policy policy, GateRequest question, long since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(question);
        var left = Patience - time.GetElapsedTime(since);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await gate.DecideAsync(policy, new GateRequest(question.Service, question.Slo, question.Change), reading.Token)
                .WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await reading.CancelAsync();
            return Unread(policy, question, string.Create(CultureInfo.InvariantCulture, $"the budget could not be read in {Patience.TotalSeconds} s: it is unknown"));
        }
        catch (StorageException unreachable)
        {
            return Unread(policy, question, $"the budget could not be read: {unreachable.Message}");
        }
    }

    private GateAnswer? Unread(Policy policy, GateRequest question, string why)
    {
        var now = time.GetUtcNow();
        return policy.Find(question.Service, question.Slo)
            .Select(objective => new GateAnswer(
                Guid.CreateVersion7(now), objective.Slo.Id, question.Change,
                ReleaseDecision.For(null, objective.Gate, question.Change, signOff: null, now, why), Snapshot: null, now, policy.Version))
            .OrderBy(answer => answer.Decision.Allowed)
            .ThenByDescending(answer => answer.Decision.Kind)
            .FirstOrDefault();
    }
}
