using ErrorBudget.Testing;

[assembly: AssemblyFixture(typeof(ErrorBudget.Pipeline.Tests.Tables.AzuriteFixture))]

namespace ErrorBudget.Pipeline.Tests.Tables;

/// <summary>One Azurite for all tests that ask for it, started by the first.</summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteServer>> _server = new(() => AzuriteServer.StartAsync());

    public Task<AzuriteServer> ServerAsync() => _server.Value;

    /// <summary>A store over a table of its own.</summary>
    public async Task<TestStore> NewStoreAsync() => await TestStore.OpenAsync((await ServerAsync()).ConnectionString);

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }
}
