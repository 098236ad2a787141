using System.Net.Http.Json;
using System.Text.Json;

namespace ErrorBudgetFunctions.Tests;

/// <summary>What people read who ask for something that cannot be answered.</summary>
public sealed class ProblemTests(AppInProcess app) : IClassFixture<AppInProcess>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/api/budget", 404, "'/api/budget' is no call of this app; GET /api/openapi.json lists them.")]
    [InlineData("GET", "/api/gate/", 404, "'/api/gate/' is no call of this app; GET /api/openapi.json lists them.")]
    [InlineData("DELETE", "/api/gate/checkout", 405, "'/api/gate/checkout' does not take DELETE, but GET, POST.")]
    [InlineData("PUT", "/api/health", 405, "'/api/health' does not take PUT, but GET.")]
    public async Task What_no_endpoint_answers_is_a_problem_that_says_so(string method, string path, int status, string detail)
    {
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request, Cancellation);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal((status, status, detail), ((int)response.StatusCode, problem.GetProperty("status").GetInt32(), problem.GetProperty("detail").GetString()));
    }
}
