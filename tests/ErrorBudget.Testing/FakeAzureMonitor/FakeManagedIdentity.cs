using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Testing;

/// <summary>
/// The endpoint from which a program on Azure Functions gets the tokens of its managed identity
/// (https://learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint reference"). A token names the
/// audience it was asked for, as <see cref="FakeAzureMonitor.Identity"/> does.
/// </summary>
public sealed class FakeManagedIdentity : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<string> _audiences = new();

    private FakeManagedIdentity(WebApplication app) => _app = app;

    /// <summary>What the platform sets for the program.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = null!;

    /// <summary>What was wrong with calls; empty unless something is wrong with the caller.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>The audiences of the tokens that were given.</summary>
    public IReadOnlyList<string> Audiences => [.. _audiences];

    /// <summary>Starts it.</summary>
    public static async Task<FakeManagedIdentity> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeManagedIdentity(app);
        app.Run(fake.TakeAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        fake.Settings = new Dictionary<string, string> { ["IDENTITY_ENDPOINT"] = $"{address}/msi/token", ["IDENTITY_HEADER"] = fake._secret };
        return fake;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task TakeAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var audience = query["resource"].ToString();
        if (context.Request.Method != HttpMethods.Get || context.Request.Path != "/msi/token" || query["api-version"] != "2019-08-01" || audience.Length == 0)
            return RefuseAsync(context, 400, $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        if (context.Request.Headers["X-IDENTITY-HEADER"] != _secret) return RefuseAsync(context, 401, "X-IDENTITY-HEADER is not the one of the platform");
        _audiences.Enqueue(audience);

        // The service writes the time as text.
        return context.Response.WriteAsJsonAsync(new Dictionary<string, string>
        {
            ["access_token"] = $"for {audience}/.default",
            ["expires_on"] = DateTimeOffset.UtcNow.AddHours(8).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["resource"] = audience,
            ["token_type"] = "Bearer",
            ["client_id"] = "5e29463d-71da-4fe0-8e69-999b57db23b0",
        });
    }

    private Task RefuseAsync(HttpContext context, int status, string fault)
    {
        _faults.Enqueue(fault);
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { statusCode = status, message = fault });
    }
}
