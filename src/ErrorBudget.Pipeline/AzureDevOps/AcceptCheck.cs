using System.Collections.Immutable;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>
/// Takes a check that waits for a callback: once this returns it, the check is stored and will be answered. A message in a
/// queue has it looked at at once; if the queue cannot be reached, the next evaluation does.
/// </summary>
public sealed class AcceptCheck(
    IPendingChecks checks, StorageQueue queue, PlanUrlRules rules, TokenCipher cipher, TimeProvider time, ILogger<AcceptCheck> log)
{
    /// <summary>A message that nobody takes in this time is overtaken by the evaluations.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(5);

    /// <summary>Takes a check. Asking again for the same task with the same token changes nothing.</summary>
    /// <param name="header">Gives a header's value; null if it is not there.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="wait">How long the gate may take to open; zero to decide at once; at most <see cref="PendingCheck.LongestWait"/>.</param>
    /// <param name="cancellationToken">Stops storing; once it is stored, only what is left of the time is spent on the queue.</param>
    /// <returns>The check, or what is wrong with it.</returns>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    /// <exception cref="InvalidOperationException">There is no key to seal the token with; see <see cref="TokenCipher.HasKey"/>.</exception>
    public async Task<(PendingCheck? Check, ImmutableArray<string> Problems)> RunAsync(
        Func<string, string?> header, GateRequest question, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (CheckRequest.Read(header, rules, out var problems) is not { } request) return (null, problems);
        var check = PendingCheck.Ask(request, question, wait, cipher, time.GetUtcNow());
        if (await checks.RememberAsync(check, cancellationToken)) await NudgeAsync(check, cancellationToken);
        return (check, []);
    }

    private async Task NudgeAsync(PendingCheck check, CancellationToken cancellationToken)
    {
        try
        {
            await queue.SendAsync(new CheckMessage(check.Task.Key).ToJson(), Stale, cancellationToken);
        }
        catch (Exception unreachable) when (unreachable is StorageException or OperationCanceledException)
        {
            log.LogWarning("Check {Check} is answered with the next evaluation and not at once: {Message}", check.Task.Key, unreachable.Message);
        }
    }
}
