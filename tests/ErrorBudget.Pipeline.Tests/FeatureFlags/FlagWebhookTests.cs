using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Testing;
using ErrorBudget.Pipeline.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Tests.FeatureFlags;

public sealed class FlagWebhookTests(AzuriteFixture azurite)
{
    private static readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public async Task A_webhook_is_asked_with_one_id_until_it_takes_it_and_signed()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        var port = FreePort.Next();
        var received = new List<(string Id, string Type, JsonElement Body)>();
        var answers = new Queue<HttpStatusCode>([HttpStatusCode.BadGateway, HttpStatusCode.Accepted, HttpStatusCode.OK]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var receiver = builder.Build();
        receiver.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            var id = context.Request.Headers["webhook-id"].ToString();
            var signed = $"{id}.{context.Request.Headers["webhook-timestamp"]}.{body}";
            var signature = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(signed)))}";
            if (context.Request.Headers["webhook-signature"] != signature)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            received.Add((id, context.Request.ContentType!, JsonSerializer.Deserialize<JsonElement>(body)));
            context.Response.StatusCode = (int)answers.Dequeue();
        });
        await receiver.StartAsync(FlagScene.Cancellation);
        scene.FlagStore = new FlagWebhook(
            new Secret($"http://127.0.0.1:{port}/hook?token=hidden"), [new Secret(WebhookSignature.KeyPrefix + Convert.ToBase64String(_key))]) { Name = "production" };

        var failed = await scene.DueAsync();
        var done = await scene.DueAsync();
        var again = await scene.DueAsync();
        var over = await scene.OverAsync();

        Assert.Equal((ReceiptKind.Unavailable, ReceiptKind.Delivered, ReceiptKind.Delivered, ReceiptKind.Delivered), (failed.Kind, done.Kind, again.Kind, over.Kind));
        Assert.DoesNotContain("hidden", failed.Detail, StringComparison.Ordinal);
        Assert.Equal(3, received.Count);
        Assert.Equal(received[0].Id, received[1].Id);
        Assert.NotEqual(received[1].Id, received[2].Id);
        Assert.Equal("application/cloudevents+json; charset=utf-8", received[0].Type);
        var off = received[0].Body;
        Assert.Equal(("1.0", received[0].Id, "error-budget.flag.switch-off"), (off.GetProperty("specversion").GetString(), off.GetProperty("id").GetString(), off.GetProperty("type").GetString()));
        Assert.Equal(("new-checkout", false, "e1"), (off.GetProperty("data").GetProperty("flag").GetString(), off.GetProperty("data").GetProperty("enabled").GetBoolean(), off.GetProperty("data").GetProperty("episode").GetString()));
        Assert.True(received[2].Body.GetProperty("data").GetProperty("enabled").GetBoolean());
        Assert.Equal(2, (await scene.AuditOfAsync()).Count);
    }
}
