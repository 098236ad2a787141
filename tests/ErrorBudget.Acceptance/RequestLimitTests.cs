using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>How the built app answers at its edge.</summary>
public sealed class RequestLimitTests(World world) : IClassFixture<World>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 65)]
    [InlineData(true, 65)]
    [InlineData(false, 7 * 1024)]
    [InlineData(true, 7 * 1024)]
    public async Task A_body_that_is_too_large_is_refused_whether_or_not_it_says_so_and_its_sender_gets_to_know(bool chunked, int kilobytes)
    {
        await using var app = await AppProcess.StartAsync(world.Settings());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/signoffs")
        {
            Content = new StringContent($$"""{"reason":"{{new string('x', kilobytes * 1024)}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await app.Client.SendAsync(request, Cancellation);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "At most 64 KB are read."), (response.StatusCode, problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Every_answer_says_that_it_is_what_it_says_and_not_to_be_kept()
    {
        await using var app = await AppProcess.StartAsync(world.Settings());
        foreach (var path in (string[])["/", "/api/health", "/api/budgets", "/api/gate/nobody", "/api/audit", "/nowhere"])
        {
            using var response = await app.Client.GetAsync(path, Cancellation);
            Assert.Equal(
                (path, "nosniff", "no-store", false),
                (path, string.Join(',', response.Headers.GetValues("X-Content-Type-Options")), response.Headers.CacheControl?.ToString(), response.Headers.Contains("Server")));
        }
    }
}
