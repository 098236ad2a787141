using Azure.Data.Tables;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Tests.Tables;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

/// <summary>A row of a check that cannot be read does not keep the others waiting.</summary>
public sealed class UnreadableCheckTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private CheckScene _scene = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _scene = await CheckScene.StartAsync(azurite);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    public static TheoryData<string, object?> Damage => new()
    {
        { "Token", null }, { "Token", "text" }, { "Change", "Huge" }, { "Change", "99" }, { "Slo", 7 }, { "PlanUrl", "nowhere" }, { "AskedAt", "today" },
        { "Verdict", "Perhaps" }, { "Unrecorded", "{" }, { "PlanId", "no id" }, { "AskedBy", 1.5 },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public async Task It_is_set_aside_once_and_loudly_and_the_others_are_answered(string property, object? value)
    {
        var (broken, other) = (await _scene.AskAsync(), await _scene.AskAsync());
        await DamageAsync(broken, property, value);
        await _scene.RunAsync();
        await _scene.RunAfterAsync(AnswerPendingChecks.Claim);

        Assert.Equal((null, "succeeded"), (_scene.ResultOf(broken), _scene.ResultOf(other)));
        var told = Assert.Single(_scene.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains(broken.Task.Key, told, StringComparison.Ordinal);
        Assert.Contains(property is "Unrecorded" ? "JSON" : property, told, StringComparison.Ordinal);
        Assert.DoesNotContain("Token=", await _scene.TableAsync(), StringComparison.Ordinal);
        Assert.Contains("SetAside=", await _scene.TableAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_instances_at_once_tell_of_it_once()
    {
        await DamageAsync(await _scene.AskAsync(), "Change", "Huge");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _scene.RunAsync()));
        Assert.Single(_scene.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_task_may_ask_again_and_is_answered()
    {
        var request = Headers.Request();
        var check = await _scene.AskAsync(request: request);
        await DamageAsync(check, "Change", "Huge");
        await _scene.RunAsync();
        await _scene.AskAsync(request: request);
        await _scene.RunAsync();
        Assert.Equal("succeeded", _scene.ResultOf(check));
    }

    [Fact]
    public async Task A_row_from_before_it_was_known_who_asks_is_answered()
    {
        var check = await _scene.AskAsync();
        foreach (var property in (string[])["AskedBy", "PipelineRun", "Unrecorded"]) await DamageAsync(check, property, null);
        await _scene.RunAsync();
        Assert.Equal("succeeded", _scene.ResultOf(check));
        Assert.Null(Assert.Single(await _scene.AuditAsync()).By);
    }

    /// <summary>Gives a property another value, or takes it away.</summary>
    private async Task DamageAsync(PendingCheck check, string property, object? value)
    {
        TableEntity row = await _scene.Store.Table.GetEntityAsync<TableEntity>("check", check.Task.Key, cancellationToken: Cancel);
        if (value is null) row.Remove(property);
        else row[property] = value;
        await _scene.Store.Table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Cancel);
    }
}
