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

    [Fact]
    public async Task Who_opens_a_page_that_cannot_be_shown_reads_a_page_that_tries_again()
    {
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/dashboard/<b>") { Headers = { { "Accept", "text/html,application/xhtml+xml,*/*;q=0.8" } } };
        using var response = await client.SendAsync(request, Cancellation);
        var page = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal((HttpStatusCode.NotFound, "text/html", true), (response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.Contains("Content-Security-Policy")));
        Assert.Contains("<h1>There is nothing at this address</h1><p>&#x27;/api/dashboard/%3Cb%3E&#x27; is no call of this app;", page, StringComparison.Ordinal);
        Assert.Contains("""<meta http-equiv="refresh" content="60">""", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/dashboard/nothing", "*/*")]
    [InlineData("/api/nothing", "text/html")]
    public async Task Programs_read_problem_details(string path, string accept)
    {
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", accept } } };
        using var response = await client.SendAsync(request, Cancellation);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_run_whose_name_nobody_could_sign_off_is_refused()
    {
        using var client = app.CreateClient();
        using var response = await client.GetAsync("/api/gate/checkout?pipelineRun=17%0D%0A18", Cancellation);
        var detail = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("detail").GetString();
        Assert.Equal((HttpStatusCode.BadRequest, "'pipelineRun' holds a line break or another control character."), (response.StatusCode, detail));
    }

    [Theory]
    [InlineData(@"a\u000ab", true)]
    [InlineData(@"a\u2028b", true)]
    [InlineData(@"Ada \u202eada", true)]
    [InlineData(@"\u2066Ada", true)]
    [InlineData(@"\u0622\u062f\u0627 \u05d0\u05d3\u05d4 \ud83d\udc69\u200d\ud83d\udcbb", false)]
    public async Task What_is_told_to_people_does_not_break_or_turn_around_their_lines(string approver, bool isRefused)
    {
        using var client = app.CreateClient();
        using var content = new StringContent($$"""{"service":"shop","approver":"{{approver}}"}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/api/signoffs", content, Cancellation);
        var detail = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("detail").GetString();
        Assert.Equal(isRefused ? "'approver' holds a line break or another control character." : "'reason' is missing.", detail);
    }

    [Fact]
    public async Task A_compressed_body_is_refused_as_such()
    {
        using var client = app.CreateClient();
        using var content = new ByteArrayContent([0x1f, 0x8b]) { Headers = { { "Content-Type", "application/json" }, { "Content-Encoding", "gzip" } } };
        using var response = await client.PostAsync("/api/counts", content, Cancellation);
        var detail = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("detail").GetString();
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "Content-Encoding is 'gzip'; send the body as it is, without that header."), (response.StatusCode, detail));
    }

    [Theory]
    [InlineData("/api/counts", "{}", "it is of another type than expected, or out of its range (line 1, byte 2).")]
    [InlineData("/api/counts", """[{"service":"payroll","good":99.5}]""", "'$[0].good' is of another type than expected, or out of its range (line 1, byte 34).")]
    [InlineData("/api/counts", """[{"extra":1}]""", "'extra' is no member that is known here; names are spelt as in the example, capitals too.")]
    [InlineData("/api/signoffs", """{"expiresInMinutes":6000000000}""", "'$.expiresInMinutes' is of another type than expected, or out of its range (line 1, byte 31).")]
    [InlineData("/api/signoffs", """{"Approver":"Ada"}""", "'Approver' is no member that is known here; names are spelt as in the example, capitals too.")]
    [InlineData("/api/adjustments", """{"every":"monday"}""", "'$.every' is of another type than expected, or out of its range (line 1, byte 18).")]
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
