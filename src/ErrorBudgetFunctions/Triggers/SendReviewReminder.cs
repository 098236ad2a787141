using ErrorBudget.Pipeline.Digest;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>What the quarterly timer starts: a reminder to review the objectives for every owner.</summary>
internal sealed class SendReviewReminder(StorageSetup storage, PolicyInForce policy, ReviewRun reviews, TimeProvider time, ILogger<SendReviewReminder> log)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await storage.WaitAsync(cancellationToken);
        if (await policy.CurrentAsync(cancellationToken) is not { } current)
        {
            log.LogError("No reminder is sent: no policy is in force. {Problems}", string.Join("; ", policy.Problems));
            return;
        }

        log.LogInformation("{Reminders} review reminders sent", await reviews.RunAsync(current, time.GetUtcNow(), cancellationToken));
    }
}
