using ErrorBudget.Testing;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ErrorBudgetFunctions.Tests;

/// <summary>The whole app in the tests' process, as the Functions host starts it, without a storage: for what is known before anything is stored.</summary>
public sealed class AppInProcess : WebApplicationFactory<Program>
{
    /// <summary>What the host sets; the app reads the environment, and all tests of this project share it.</summary>
    public AppInProcess()
    {
        Environment.SetEnvironmentVariable("FUNCTIONS_CUSTOMHANDLER_PORT", FreePort.Next().ToString(System.Globalization.CultureInfo.InvariantCulture));
        Environment.SetEnvironmentVariable("AzureWebJobsStorage", $"DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey=bm9ib2R5;TableEndpoint=http://127.0.0.1:{FreePort.Next()}/nobody;QueueEndpoint=http://127.0.0.1:{FreePort.Next()}/nobody;");
    }

    /// <summary>What the app answers to.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => [.. Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];
}
