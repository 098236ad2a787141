using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudgetFunctions.Telemetry;

/// <summary>Has what is read when metrics are exported exist before anybody asks for it.</summary>
internal sealed class PolicyWatch(PolicyInstruments instruments) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        GC.KeepAlive(instruments);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
