using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Testing;

/// <summary>
/// Stands between the app and its storage, counts what is written and can interfere right before or after a write. Between
/// the app and its Prometheus each query is such a write, since queries are posted.
/// </summary>
public sealed class StorageProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private int _calls;
    private int _writes;

    private StorageProxy(WebApplication app) => _app = app;

    /// <summary>The proxy's address.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>How many calls have arrived, writes among them.</summary>
    public int Calls => _calls;

    /// <summary>How many writes have arrived.</summary>
    public int Writes => _writes;

    /// <summary>Called with a write's number, from 1, before it is passed on; true lets it pass.</summary>
    public Func<int, Task<bool>> BeforeWrite { get; set; } = _ => Task.FromResult(true);

    /// <summary>Called with a write's number after the storage answered and before the app hears of it; true lets the answer pass.</summary>
    public Func<int, Task<bool>> AfterWrite { get; set; } = _ => Task.FromResult(true);

    /// <summary>Starts a proxy to an endpoint.</summary>
    public static async Task<StorageProxy> StartAsync(Uri storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var proxy = new StorageProxy(app);
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(context => proxy.ForwardAsync(context, storage));
        await app.StartAsync();
        proxy.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return proxy;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context, Uri storage)
    {
        Interlocked.Increment(ref _calls);
        var number = HttpMethods.IsGet(context.Request.Method) ? 0 : Interlocked.Increment(ref _writes);
        if (number > 0 && !await BeforeWrite(number))
        {
            context.Abort();
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(storage, context.Request.Path.ToUriComponent() + context.Request.QueryString));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (body.Length > 0) request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name is "Host" or "Connection" or "Transfer-Encoding" or "Content-Length") continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        using var response = await _client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (number > 0 && !await AfterWrite(number))
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection" or "Content-Length" or "Keep-Alive")) context.Response.Headers[name] = values.ToArray();
        }

        await context.Response.Body.WriteAsync(answer);
    }
}
