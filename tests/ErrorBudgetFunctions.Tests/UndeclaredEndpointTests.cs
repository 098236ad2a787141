using System.Net;
using ErrorBudgetFunctions.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace ErrorBudgetFunctions.Tests;

/// <summary>An endpoint that does not say who may call it is closed, not open.</summary>
public sealed class UndeclaredEndpointTests
{
    [Fact]
    public async Task Nobody_reaches_an_endpoint_that_does_not_say_who_may_call_it()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        await using var app = builder.Build();
        app.UseAccessControl(AppSettings.Read(name => name == "FUNCTIONS_CUSTOMHANDLER_PORT" ? "1" : null));
        var calls = 0;
        app.MapGet("/forgotten", () => ++calls);
        app.MapGet("/open", () => "open").Anonymous();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = app.GetTestClient();

        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync("/forgotten"));
        Assert.Equal(0, calls);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/open"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/nowhere"));
        using var wrong = await client.PostAsync("/open", content: null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.StatusCode);

        async Task<HttpStatusCode> StatusAsync(string path) => (await client.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode;
    }
}
