using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>A real Prometheus with the shop's history, shared by the tests of a class.</summary>
public sealed class ShopPrometheus : IAsyncLifetime
{
    private PrometheusServer? _server;

    internal ShopHistory History { get; } = new();

    internal Uri Address => _server!.Address;

    public async ValueTask InitializeAsync() => _server = await PrometheusServer.StartAsync(History.Write);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
