using System.Collections.Immutable;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>Takes a check that waits for a callback: once this returns it, the check is stored and will be answered.</summary>
public sealed class AcceptCheck(IPendingChecks checks, PlanUrlRules rules, TokenCipher cipher, TimeProvider time)
{
    /// <summary>Takes a check. Asking again for the same task with the same token changes nothing.</summary>
    /// <param name="header">Gives a header's value; null if it is not there.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="wait">How long the gate may take to open; zero to decide at once; at most <see cref="PendingCheck.LongestWait"/>.</param>
    /// <param name="cancellationToken">Stops storing.</param>
    /// <returns>The check, or what is wrong with it.</returns>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    /// <exception cref="InvalidOperationException">There is no key to seal the token with; see <see cref="TokenCipher.HasKey"/>.</exception>
    public async Task<(PendingCheck? Check, ImmutableArray<string> Problems)> RunAsync(
        Func<string, string?> header, GateRequest question, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (CheckRequest.Read(header, rules, out var problems) is not { } request) return (null, problems);
        var check = PendingCheck.Ask(request, question, wait, cipher, time.GetUtcNow());
        await checks.RememberAsync(check, cancellationToken);
        return (check, []);
    }
}
