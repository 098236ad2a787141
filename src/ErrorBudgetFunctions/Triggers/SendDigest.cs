using ErrorBudget.Pipeline.Digest;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>What the weekly timer starts: a digest for every owner.</summary>
internal sealed class SendDigest(StorageSetup storage, PolicyInForce policy, DigestRun digests, TimeProvider time, ILogger<SendDigest> log)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await storage.WaitAsync(cancellationToken);
        if (await policy.CurrentAsync(cancellationToken) is not { } current)
        {
            log.LogError("No digest is sent: no policy is in force. {Problems}", string.Join("; ", policy.Problems));
            return;
        }

        log.LogInformation("{Digests} digests sent", await digests.RunAsync(current, time.GetUtcNow(), cancellationToken));
    }
}
