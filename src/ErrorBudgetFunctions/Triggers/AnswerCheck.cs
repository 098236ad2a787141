using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>What a message about a check starts: the check is looked at now, and answered if it is decided.</summary>
internal sealed class AnswerCheck(StorageSetup storage, PolicyInForce policy, ReleaseGate gate, AnswerPendingChecks checks, ILogger<AnswerCheck> log)
{
    /// <exception cref="System.Text.Json.JsonException">The message names no check.</exception>
    public async Task RunAsync(string message, CancellationToken cancellationToken)
    {
        var asked = CheckMessage.Parse(message);
        await storage.WaitAsync(cancellationToken);
        if (await policy.CurrentAsync(cancellationToken) is not { } current)
        {
            log.LogError("Check {Check} waits: no policy is in force. {Problems}", asked.Check, string.Join("; ", policy.Problems));
            return;
        }

        await checks.RunAsync(asked.Check, (request, token) => gate.ConsiderAsync(current, request, token), cancellationToken);
    }
}
