using ErrorBudget.Pipeline.Policies;

namespace ErrorBudgetFunctions;

/// <summary>Reads the policy, and with it opens the first connection to the storage, while the program begins to listen: the first caller then waits for less.</summary>
internal sealed class PolicyWarmUp(PolicyInForce policy) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await policy.CurrentAsync(stoppingToken);
}
