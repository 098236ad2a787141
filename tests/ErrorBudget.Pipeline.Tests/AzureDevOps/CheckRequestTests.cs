using ErrorBudget.Pipeline.AzureDevOps;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

public class CheckRequestTests
{
    [Theory]
    [InlineData("Build")]
    [InlineData("release")]
    [InlineData("GATES")]
    [InlineData("Checks")]
    public void The_headers_of_a_task_are_read(string hub)
    {
        var headers = Headers.Valid();
        headers["HubName"] = hub;
        var request = CheckRequest.Read(headers.GetValueOrDefault, Headers.Rules(), out var problems);
        Assert.Empty(problems);
        Assert.Equal("https://dev.azure.com/acme/", request!.Task.PlanUrl.ToString());
        Assert.Equal(hub, request.Task.HubName, ignoreCase: true);
        Assert.Equal(
            [headers["ProjectId"], headers["PlanId"], headers["JobId"], headers["TimelineId"], headers["TaskInstanceId"]],
            new[] { request.Task.ProjectId, request.Task.PlanId, request.Task.JobId, request.Task.TimelineId, request.Task.TaskInstanceId }.Select(id => id.ToString()));
        Assert.Equal(Headers.Token, request.Token.Reveal());
    }

    [Theory]
    [InlineData("PlanUrl", "https://attacker.example/acme/")]
    [InlineData("ProjectId", "my-project")]
    [InlineData("ProjectId", "../../_apis")]
    [InlineData("HubName", "checks/../../x")]
    [InlineData("HubName", "")]
    [InlineData("PlanId", "$(system.PlanId)")]
    [InlineData("PlanId", "{6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c}")]
    [InlineData("JobId", "00000000-0000-0000-0000-000000000000")]
    [InlineData("TimelineId", "6ce954b1ce1f45d1b94de6bf2464ba2c")]
    [InlineData("TaskInstanceId", " 6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c")]
    [InlineData("AuthToken", "")]
    [InlineData("AuthToken", "two words")]
    [InlineData("AuthToken", "line\r\nbreak")]
    public void A_wrong_header_is_named(string name, string value)
    {
        var headers = Headers.Valid();
        headers[name] = value;
        Assert.Null(CheckRequest.Read(headers.GetValueOrDefault, Headers.Rules(), out var problems));
        Assert.StartsWith(name, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_missing_header_is_named_at_once()
    {
        Assert.Null(CheckRequest.Read(_ => null, Headers.Rules(), out var problems));
        Assert.Equal(CheckRequest.Headers.Order(), problems.Select(problem => problem.Split(' ', ':')[0]).Order());
    }

    [Theory]
    [InlineData("4711", "plan", "4711")]
    [InlineData("", "plan", "plan")]
    [InlineData("$(Build.BuildId)", "plan", "plan")]
    [InlineData(null, null, null)]
    public void The_run_is_the_builds_or_else_the_plans(string? build, string? plan, string? run) =>
        Assert.Equal(run, CheckRequest.PipelineRun(name => name == "BuildId" ? build : name == "PlanId" ? plan : null));

    [Fact]
    public void A_token_of_any_length_is_not_taken()
    {
        Assert.NotNull(JobToken.Of(new string('a', JobToken.MaximumLength)));
        Assert.Null(JobToken.Of(new string('a', JobToken.MaximumLength + 1)));
    }

    [Fact]
    public void A_token_shows_in_no_text()
    {
        var request = Headers.Request();
        Assert.DoesNotContain(Headers.Token, $"{request} {request.Token}", StringComparison.Ordinal);

        var headers = Headers.Valid();
        headers["AuthToken"] = "secret value";
        CheckRequest.Read(headers.GetValueOrDefault, Headers.Rules(), out var problems);
        Assert.DoesNotContain("secret", string.Concat(problems), StringComparison.Ordinal);
    }
}
