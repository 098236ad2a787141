using System.Text.Json;
using ErrorBudgetFunctions.Access;
using Microsoft.AspNetCore.Routing;

namespace ErrorBudgetFunctions.Tests;

/// <summary>The app's endpoints: who may call them, and that the API's description names all of them and no others.</summary>
public sealed class EndpointTests(AppInProcess app) : IClassFixture<AppInProcess>
{
    [Fact]
    public void Every_endpoint_says_who_may_call_it()
    {
        Assert.NotEmpty(app.Endpoints);
        Assert.All(app.Endpoints, endpoint => Assert.True(endpoint.Metadata.GetMetadata<RequiredAccess>() is not null, $"{endpoint.RoutePattern.RawText} says neither .For(role) nor .Anonymous()"));
    }

    [Fact]
    public void Only_these_may_be_called_by_anybody()
    {
        string[] host = ["/EvaluateBudgets", "/EvaluateShard", "/AnswerCheck", "/RecordCounts", "/DispatchNotice", "/SendDigest", "/SendReviewReminder"];
        Assert.Equal(
            ["/", "/api/health", "/api/openapi.json"],
            app.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<RequiredAccess>() is { Role: null }).Select(endpoint => endpoint.RoutePattern.RawText!).Except(host).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_description_has_every_endpoint_of_the_API_and_nothing_else()
    {
        var described = (await OperationsAsync()).Select(operation => operation.Key);
        var real = app.Endpoints
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"));
        Assert.Equal(real.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_summary_an_answer_and_described_parameters()
    {
        var operations = await OperationsAsync();
        Assert.Equal(operations.Count, operations.Values.Select(operation => operation.GetProperty("operationId").GetString()).Distinct().Count());
        foreach (var (name, operation) in operations)
        {
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.Contains(operation.GetProperty("responses").EnumerateObject(), response => response.Name[0] == '2' && response.Value.TryGetProperty("content", out _));
            if (operation.TryGetProperty("parameters", out var parameters))
                Assert.All(parameters.EnumerateArray(), parameter => Assert.True(parameter.TryGetProperty("description", out _), $"{name}: {parameter.GetProperty("name")} is not described"));
        }
    }

    [Fact]
    public async Task The_description_asks_for_a_key_where_the_endpoint_does_and_names_its_role()
    {
        var operations = await OperationsAsync();
        foreach (var endpoint in app.Endpoints.Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)))
        {
            foreach (var method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods)
            {
                var operation = operations[$"{method} {endpoint.RoutePattern.RawText}"];
                var role = endpoint.Metadata.GetRequiredMetadata<RequiredAccess>().Role;
                Assert.Equal(role is null ? null : ApiKeys.NameOf(role.Value), operation.TryGetProperty("x-role", out var named) ? named.GetString() : null);
                Assert.Equal(role is not null, operation.TryGetProperty("security", out _));
                foreach (var status in (string[])["401", "403"]) Assert.Equal(role is not null, operation.GetProperty("responses").TryGetProperty(status, out _));
            }
        }
    }

    [Fact]
    public async Task The_description_is_the_same_however_often_it_is_read()
    {
        using var client = app.CreateClient();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetByteArrayAsync("/api/openapi.json", TestContext.Current.CancellationToken)));
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    /// <summary>The operations of the description by method and path.</summary>
    private async Task<IReadOnlyDictionary<string, JsonElement>> OperationsAsync()
    {
        using var client = app.CreateClient();
        using var document = JsonDocument.Parse(await client.GetByteArrayAsync("/api/openapi.json", TestContext.Current.CancellationToken));
        return document.RootElement.Clone().GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value)))
            .ToDictionary(operation => operation.Item1, operation => operation.Value);
    }
}
