using System.Text;
using ErrorBudget.Pipeline.AppConfiguration;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.FeatureFlags;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.FeatureManagement;

namespace ErrorBudget.Pipeline.Tests.AppConfiguration;

public sealed class AppConfigurationFlagsTests(AzuriteFixture azurite)
{
    /// <summary>Percentages and variants, and a property nobody knows.</summary>
    private const string Rich = """
        {
          "id": "new checkout/ü", "description": "…", "enabled": true,
          "conditions": { "client_filters": [ { "name": "Microsoft.Percentage", "parameters": { "Value": 100 } } ], "requirement_type": "Any" },
          "x-unknown": 1.50
        }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_enabled_changes_and_the_app_sees_the_flag_off(bool withKey)
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        var flag = "new checkout/ü";
        var tags = new Dictionary<string, string> { ["team"] = "shop \"ü\"", ["empty"] = "" };
        scene.Fake.Set(flag, Rich, "prod eu", tags);
        scene.FlagStore = new AppConfigurationStore(scene.Fake.Address, "prod eu", withKey ? new AppConfigurationKey(AccessRules.KeyId, new Secret(AccessRules.Key)) : null) { Name = "production" };
        Assert.True(await IsOnInAnAppAsync(scene.Fake[flag, "prod eu"].Value, flag));

        Assert.Equal(ReceiptKind.Delivered, (await scene.DueAsync(flag)).Kind);

        var left = scene.Fake[flag, "prod eu"];
        Assert.Equal(Rich.Replace("\"enabled\": true", "\"enabled\": false", StringComparison.Ordinal), left.Value);
        Assert.Equal(FakeAppConfiguration.FlagType, left.ContentType);
        Assert.Equal(tags, left.Tags);
        Assert.False(await IsOnInAnAppAsync(left.Value, flag));
        Assert.Empty(scene.Fake.Faults);

        await scene.OverAsync(flag);
        Assert.Equal(Rich, scene.Fake[flag, "prod eu"].Value);
    }

    [Fact]
    public async Task A_locked_flag_and_a_missing_one_are_refused_with_what_to_do()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("locked", FlagScene.On, locked: true);

        var locked = await scene.DueAsync("locked");
        var missing = await scene.DueAsync("missing");
        Assert.Equal((ReceiptKind.Refused, ReceiptKind.Refused), (locked.Kind, missing.Kind));
        Assert.EndsWith("answered 409: feature flag locked with no label is locked; unlock it, or take it out of the policy", locked.Detail, StringComparison.Ordinal);
        Assert.EndsWith("answered 404: there is no feature flag missing with no label", missing.Detail, StringComparison.Ordinal);

        // A person unlocks it, and the errand is taken up again.
        scene.Fake.Set("locked", FlagScene.On);
        Assert.Equal(ReceiptKind.Delivered, (await scene.DueAsync("locked")).Kind);
    }

    [Fact]
    public async Task A_deleted_flag_is_not_made_anew()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.On);
        scene.Fake.Before = (_, method, _) =>
        {
            if (method == "PUT") scene.Fake.Remove("new-checkout");
            return Task.FromResult(false);
        };
        Assert.Equal(ReceiptKind.Refused, (await scene.DueAsync()).Kind);
        Assert.Equal(0, scene.Fake.Writes("new-checkout"));
    }

    [Fact]
    public async Task A_throttled_store_says_when_to_come_back()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.On);
        scene.Fake.Before = (context, _, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers["retry-after-ms"] = "12500";
            return Task.FromResult(true);
        };
        var receipt = await scene.DueAsync();
        Assert.Equal((ReceiptKind.Unavailable, TimeSpan.FromSeconds(12.5)), (receipt.Kind, receipt.RetryAfter));
    }

    [Theory]
    [InlineData("dropped after it was taken")]
    [InlineData("500 after it was taken")]
    [InlineData("500 before it was taken")]
    [InlineData("hangs after it was taken")]
    public async Task A_write_whose_end_is_not_known_is_found_out_by_the_next_attempt_at_once(string fault)
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.On);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task FailAsync(HttpContext context)
        {
            reached.TrySetResult();
            if (fault.StartsWith("dropped", StringComparison.Ordinal)) context.Abort();
            if (fault.StartsWith("hangs", StringComparison.Ordinal)) await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (fault.StartsWith("500", StringComparison.Ordinal))
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                await context.Response.CompleteAsync();
            }
        }

        if (fault.EndsWith("before it was taken", StringComparison.Ordinal))
        {
            scene.Fake.Before = async (context, method, _) =>
            {
                if (method == "PUT") await FailAsync(context);
                return method == "PUT";
            };
        }
        else
        {
            scene.Fake.After = (context, method, _) => method == "PUT" ? FailAsync(context) : Task.CompletedTask;
        }

        var attempt = scene.DueAsync();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        if (fault.StartsWith("hangs", StringComparison.Ordinal)) scene.Time.Advance(OutgoingHttp.Patience);
        var receipt = await attempt;
        Assert.Equal((ReceiptKind.Unavailable, true), (receipt.Kind, receipt.MayHaveArrived));

        (scene.Fake.Before, scene.Fake.After) = ((_, _, _) => Task.FromResult(false), (_, _, _) => Task.CompletedTask);
        Assert.Equal(ReceiptKind.Delivered, (await scene.DueAsync()).Kind);
        Assert.Equal((FlagScene.Off, 1), (scene.Fake["new-checkout"].Value, scene.Fake.Writes("new-checkout")));
        Assert.Single(await scene.AuditOfAsync());
        Assert.Equal(ReceiptKind.Delivered, (await scene.OverAsync()).Kind);
    }

    [Fact]
    public async Task Wrong_credentials_are_refused_and_no_secret_is_told()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.On);
        var secret = Convert.ToBase64String("another key"u8);
        scene.FlagStore = new AppConfigurationStore(scene.Fake.Address, null, new AppConfigurationKey(AccessRules.KeyId, new Secret(secret))) { Name = "production" };

        var receipt = await scene.DueAsync();

        Assert.Equal(ReceiptKind.Refused, receipt.Kind);
        Assert.Contains("answered 401", receipt.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, receipt.Detail, StringComparison.Ordinal);
        Assert.Contains("a wrong signature", Assert.Single(scene.Fake.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_sent()
    {
        var time = new FakeTimeProvider();
        await using var fake = await FakeAppConfiguration.StartAsync(time);
        using var http = new OutgoingHttp(OutgoingHttp.CreateTransport(), time);
        var nobody = Azure.Core.DelegatedTokenCredential.Create((_, _) => throw new InvalidOperationException("no identity here\nand a stack"));
        var flags = new AppConfigurationFlags(http, () => nobody, time);

        var answer = await flags.ReadAsync(new AppConfigurationStore(fake.Address, null, null) { Name = "production" }, "new-checkout", Cancellation);

        Assert.Equal(ReceiptKind.Unavailable, answer.Failure!.Kind);
        Assert.Equal($"no Microsoft Entra token for {fake.Address.Authority}: no identity here", answer.Failure.Detail);
    }

    /// <summary>Reads the flag as .NET apps do.</summary>
    private static async Task<bool> IsOnInAnAppAsync(string value, string flag)
    {
        var settings = $$$"""{"feature_management":{"feature_flags":[{{{value}}}]}}""";
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings))).Build();
        await using var app = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddFeatureManagement().Services.BuildServiceProvider();
        return await app.GetRequiredService<IFeatureManager>().IsEnabledAsync(flag, Cancellation);
    }
}
