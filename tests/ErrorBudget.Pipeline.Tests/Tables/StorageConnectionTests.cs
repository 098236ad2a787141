using System.Diagnostics.Metrics;
using Azure.Core;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Pipeline.Tests.Tables;

public sealed class StorageConnectionTests
{
    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net")]
    public void A_connection_string_is_taken_as_it_is(string text)
    {
        var connection = Read(new() { ["AzureWebJobsStorage"] = text, ["AzureWebJobsStorage__accountName"] = "other" });
        Assert.Equal(text, connection.Open("table", given => given, (_, _) => "identity"));
        using var meter = new Meter("ErrorBudget");
        Assert.NotNull(TableStore.Connect(connection, new TableStoreOptions(), meter));
    }

    [Fact]
    public void An_account_name_is_reached_with_the_identity_the_settings_ask_for()
    {
        StorageIdentity? asked = null;
        var connection = StorageConnection.Read(
            Settings(new() { ["AzureWebJobsStorage__accountName"] = "acme", ["AzureWebJobsStorage__credential"] = "managedidentity", ["AzureWebJobsStorage:clientId"] = "4711" }),
            identity => Remember(identity));

        Assert.Equal(new StorageIdentity("managedidentity", "4711"), asked);
        Assert.Equal("https://acme.queue.core.windows.net/", connection.Open("queue", _ => "", (uri, _) => uri.ToString()));

        TokenCredential Remember(StorageIdentity identity)
        {
            asked = identity;
            return new NoIdentity();
        }
    }

    [Fact]
    public void A_service_s_own_address_goes_before_the_account_s_name()
    {
        var connection = Read(new() { ["AzureWebJobsStorage__accountName"] = "acme", ["AzureWebJobsStorage__tableServiceUri"] = "https://acme.table.core.chinacloudapi.cn" });
        Assert.Equal("https://acme.table.core.chinacloudapi.cn/", connection.Open("table", _ => "", (uri, _) => uri.ToString()));
    }

    [Fact]
    public void Settings_that_cannot_be_used_are_refused_without_being_repeated()
    {
        var missing = Assert.Throws<StorageException>(() => Read([]));
        Assert.Contains("AzureWebJobsStorage is not set", missing.Message, StringComparison.Ordinal);

        using var meter = new Meter("ErrorBudget");
        foreach (var text in (string[])["AccountKey=hunter2", "hunter2", "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=hunter2!;"])
        {
            var broken = Assert.Throws<StorageException>(() => TableStore.Connect(Read(new() { ["AzureWebJobsStorage"] = text }), new TableStoreOptions(), meter));
            Assert.DoesNotContain("hunter2", broken.ToString(), StringComparison.Ordinal);
        }

        var plain = Read(new() { ["AzureWebJobsStorage__tableServiceUri"] = "http://acme.table.core.windows.net" });
        Assert.Contains("no https address", Assert.Throws<StorageException>(() => plain.Open("table", _ => "", (_, _) => "")).Message, StringComparison.Ordinal);
        Assert.Contains("queueServiceUri is not set", Assert.Throws<StorageException>(() => plain.Open("queue", _ => "", (_, _) => "")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("1abc")]
    [InlineData("with-hyphen")]
    [InlineData("ümlaut")]
    public void A_table_name_the_service_would_refuse_is_refused(string name)
    {
        using var meter = new Meter("ErrorBudget");
        Assert.Throws<ArgumentException>(() => TableStore.Connect(Read(new() { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true" }), new TableStoreOptions { TableName = name }, meter));
    }

    [Fact]
    public async Task An_identity_that_gives_no_token_reads_as_storage_that_cannot_be_reached()
    {
        using var meter = new Meter("ErrorBudget");
        var store = TableStore.Connect(Read(new() { ["AzureWebJobsStorage__accountName"] = "acme" }), TestStore.Impatient, meter);
        var failure = await Assert.ThrowsAsync<StorageException>(() => store.LoadRunsAsync(TestContext.Current.CancellationToken));
        Assert.Contains("got no token: This machine has no identity. Check AzureWebJobsStorage__credential", failure.Message, StringComparison.Ordinal);
    }

    private static StorageConnection Read(Dictionary<string, string> settings) => StorageConnection.Read(Settings(settings), _ => new NoIdentity());

    private static Func<string, string?> Settings(Dictionary<string, string> settings) => settings.GetValueOrDefault;

    private sealed class NoIdentity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new InvalidOperationException("This machine has no identity.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new InvalidOperationException("This machine has no identity.");
    }
}
