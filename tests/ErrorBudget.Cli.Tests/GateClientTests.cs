using System.Text.Json.Nodes;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace ErrorBudget.Cli.Tests;

public sealed class GateClientTests : IDisposable
{
    private const string Answer = """
        {"decisionId":"0198f0a0-0000-7000-8000-000000000000","service":"checkout","slo":"availability","change":"fix","decision":"DECISION","allowed":ALLOWED,
         "status":"failed","reasons":["remaining 12.4 % is below 20 %"],"remainingPct":12.4,"alertState":"HEALTHY","dataThrough":null,"dataAgeSeconds":null,
         "signOff":null,"policyVersion":"2.0-1f3a9c02","evaluatedAt":null}
        """;

    private readonly WireMockServer _app = WireMockServer.Start();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("true", "allow", 0)]
    [InlineData("false", "block", 1)]
    public async Task The_exit_code_is_the_decision_and_the_reasons_are_printed(string allowed, string decision, int exitCode)
    {
        _app.Given(Request.Create().WithPath("/api/gate/checkout").WithParam("change", "fix").WithParam("pipelineRun", "run 7").WithHeader("x-functions-key", "k1"))
            .RespondWith(Response.Create().WithBody(Answer.Replace("ALLOWED", allowed, StringComparison.Ordinal).Replace("DECISION", decision, StringComparison.Ordinal)));

        var run = await Run.OfAsync(["gate", "checkout", "--url", _app.Url!, "--change", "fix", "--pipeline-run", "run 7"], new() { ["ERRORBUDGET_KEY"] = "k1" });

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Error));
        Assert.Contains("remaining 12.4 % is below 20 %", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, 3)]
    [InlineData(404, 2)]
    [InlineData(503, 3)]
    public async Task A_refusal_is_no_decision(int status, int exitCode)
    {
        _app.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(status).WithBody("""{"title":"no","detail":"this is why"}"""));

        var run = await Run.OfAsync(["gate", "checkout", "--url", _app.Url!]);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Out));
        Assert.Contains("this is why", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passing_failure_is_tried_again()
    {
        _app.Given(Request.Create()).InScenario("once").WillSetStateTo("up").RespondWith(Response.Create().WithStatusCode(503));
        _app.Given(Request.Create()).InScenario("once").WhenStateIs("up")
            .RespondWith(Response.Create().WithBody(Answer.Replace("ALLOWED", "true", StringComparison.Ordinal)));

        Assert.Equal(0, (await Run.OfAsync(["gate", "checkout", "--url", _app.Url!])).ExitCode);
    }

    [Theory]
    [InlineData("<html>sign in</html>")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"allowed":true}""")]
    public async Task What_is_no_gates_answer_is_no_decision_however_it_is_printed(string body)
    {
        _app.Given(Request.Create()).RespondWith(Response.Create().WithBody(body));

        foreach (var how in (string[][])[[], ["--json"]])
        {
            var run = await Run.OfAsync(["gate", "checkout", "--url", _app.Url!, .. how]);
            Assert.Equal((3, ""), (run.ExitCode, run.Out));
        }
    }

    [Theory]
    [InlineData("reasons")]
    [InlineData("decision")]
    public async Task An_answer_that_says_null_where_there_must_be_a_word_is_no_decision(string member)
    {
        var answer = JsonNode.Parse(Answer.Replace("ALLOWED", "true", StringComparison.Ordinal))!;
        answer[member] = null;
        _app.Given(Request.Create()).RespondWith(Response.Create().WithBody(answer.ToJsonString()));

        Assert.Equal(3, (await Run.OfAsync(["gate", "checkout", "--url", _app.Url!])).ExitCode);
    }

    [Fact]
    public async Task A_key_may_end_with_a_line_break()
    {
        _app.Given(Request.Create().WithHeader("x-functions-key", "gate-key-0123456"))
            .RespondWith(Response.Create().WithBody(Answer.Replace("ALLOWED", "true", StringComparison.Ordinal)));

        Assert.Equal(0, (await Run.OfAsync(["gate", "checkout", "--url", _app.Url!], new() { ["ERRORBUDGET_KEY"] = "gate-key-0123456\r\n" })).ExitCode);
    }

    [Theory]
    [InlineData("gate-key\nX-Other: 1")]
    [InlineData("gate\u00adkey-0123456")]
    public async Task A_key_that_no_header_can_hold_is_wrong_usage_and_not_repeated(string key)
    {
        var run = await Run.OfAsync(["gate", "checkout", "--url", _app.Url!], new() { ["ERRORBUDGET_KEY"] = key });

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Equal("The key holds a space, a line break or a letter that is not ASCII; expected the key alone.", run.Error.Trim());
    }

    [Theory]
    [InlineData(401, "", "it answered 401: Unauthorized, and no word more. Set ERRORBUDGET_KEY to a gate key.")]
    [InlineData(302, "", "it answered 302: it sends to https://login.example.com/, which is not followed.")]
    [InlineData(403, "<html>\n  <body>\u001b[31mno</body>", "it answered 403: <html> <body>[31mno</body> Set ERRORBUDGET_KEY to a gate key.")]
    public async Task What_a_proxy_answers_is_told_in_one_line(int status, string body, string told)
    {
        var response = Response.Create().WithStatusCode(status).WithBody(body);
        _app.Given(Request.Create()).RespondWith(status == 302 ? response.WithHeader("Location", "https://login.example.com/") : response);

        Assert.Equal($"The app at {_app.Url}/ gave no decision: {told}", (await Run.OfAsync(["gate", "checkout", "--url", _app.Url!])).Error.Trim());
    }
}
