using System.Net;
using System.Net.Http.Json;
using System.Text;
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

    [Theory]
    [InlineData("/api/counts", "{}", "it is of another type than expected, or out of its range (line 1, byte 2).")]
    [InlineData("/api/counts", """[{"service":"payroll","good":99.5}]""", "'[0].good' is of another type than expected, or out of its range (line 1, byte 34).")]
    [InlineData("/api/counts", """[{"extra":1}]""", "'extra' is no member that is known here; names are spelt as in the example, capitals too.")]
    [InlineData("/api/signoffs", """{"expiresInMinutes":6000000000}""", "'expiresInMinutes' is of another type than expected, or out of its range (line 1, byte 31).")]
    [InlineData("/api/signoffs", """{"Approver":"Ada"}""", "'Approver' is no member that is known here; names are spelt as in the example, capitals too.")]
    [InlineData("/api/adjustments", """{"every":"monday"}""", "'every' is of another type than expected, or out of its range (line 1, byte 18).")]
    public async Task What_is_wrong_with_a_body_is_said_without_the_names_of_types(string path, string body, string mistake)
    {
        using var client = app.CreateClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(path, content, Cancellation);
        var detail = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("detail").GetString();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith($"The body cannot be read: {mistake} Expected for example ", detail, StringComparison.Ordinal);
    }
}
