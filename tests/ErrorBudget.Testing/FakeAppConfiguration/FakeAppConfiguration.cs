using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Testing;

/// <summary>
/// An Azure App Configuration with the rules of the real one that matter to who switches flags: encoded keys, api-version,
/// credentials, quoted ETags, locks, and a PUT that replaces all of a key-value. Notes what is wrong with a call.
/// </summary>
public sealed partial class FakeAppConfiguration : IAsyncDisposable
{
    /// <summary>The content type of feature flags.</summary>
    public const string FlagType = "application/vnd.microsoft.appconfig.ff+json;charset=utf-8";

    private const string KeyValueType = "application/vnd.microsoft.appconfig.kv+json";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<(string Flag, string? Label), StoredFlag> _flags = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<(string Flag, string Method)> _taken = new();
    private readonly Lock _writing = new();
    private int _version;

    private FakeAppConfiguration(WebApplication app, TimeProvider time) => (_app, Access) = (app, new AccessRules(time));

    /// <summary>The address.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Who is let in.</summary>
    public AccessRules Access { get; }

    /// <summary>What was wrong with calls; empty unless something is wrong with the caller.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>Called before a call is looked at, with method and flag; true if it has written the answer itself.</summary>
    public Func<HttpContext, string, string, Task<bool>> Before { get; set; } = (_, _, _) => Task.FromResult(false);

    /// <summary>Called after a call was taken and before the caller hears of it.</summary>
    public Func<HttpContext, string, string, Task> After { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Starts it.</summary>
    public static async Task<FakeAppConfiguration> StartAsync(TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeAppConfiguration(app, time);
        app.Run(fake.TakeAsync);
        await app.StartAsync();
        fake.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return fake;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>How often a flag was written by a call that was taken.</summary>
    public int Writes(string flag) => _taken.Count(call => call == (flag, HttpMethods.Put));

    /// <summary>A flag as it is now.</summary>
    public StoredFlag this[string flag, string? label = null] => _flags[(flag, label)];

    /// <summary>What a person does to a flag; every change has a new ETag.</summary>
    public void Set(string flag, string value, string? label = null, IReadOnlyDictionary<string, string>? tags = null, bool locked = false)
    {
        lock (_writing) _flags[(flag, label)] = new StoredFlag(value, FlagType, tags ?? new Dictionary<string, string>(), NextVersion()) { IsLocked = locked };
    }

    /// <summary>What a person does who deletes a flag.</summary>
    public void Remove(string flag) => _flags.TryRemove((flag, null), out _);

    private string NextVersion() => $"v{Interlocked.Increment(ref _version)}_Q-x";

    private async Task TakeAsync(HttpContext context)
    {
        // The path as it was sent: %2F and a slash are not the same.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy);
        var body = copy.ToArray();
        var path = Target().Match(target);
        var (method, flag) = (context.Request.Method, Uri.UnescapeDataString(path.Groups["flag"].Value));
        if (await Before(context, method, flag)) return;

        if (Access.Refuse(context.Request, target, body) is { } unwelcome)
        {
            _faults.Enqueue($"{method} {target}: {unwelcome}");
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (Fault(context.Request, path) is { } fault)
        {
            _faults.Enqueue($"{method} {target}: {fault}");
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var key = (flag, path.Groups["label"].Success ? Uri.UnescapeDataString(path.Groups["label"].Value) : null);
        var status = method == HttpMethods.Put ? Put(key, context.Request.Headers.IfMatch.ToString(), body) : StatusCodes.Status200OK;
        if (!_flags.TryGetValue(key, out var found)) status = status == StatusCodes.Status412PreconditionFailed ? status : StatusCodes.Status404NotFound;
        if (status == StatusCodes.Status200OK) _taken.Enqueue((flag, method));
        await After(context, method, flag);
        await AnswerAsync(context, status, key, found);
    }

    private int Put((string Flag, string? Label) key, string ifMatch, byte[] body)
    {
        lock (_writing)
        {
            if (!_flags.TryGetValue(key, out var found) || ifMatch != $"\"{found.Version}\"") return StatusCodes.Status412PreconditionFailed;
            if (found.IsLocked) return StatusCodes.Status409Conflict;

            // All of it is replaced: what is not in the body is gone.
            var given = JsonSerializer.Deserialize<JsonElement>(body);
            _flags[key] = new StoredFlag(
                given.GetProperty("value").GetString()!,
                given.TryGetProperty("content_type", out var type) ? type.GetString() : null,
                given.TryGetProperty("tags", out var tags) ? tags.Deserialize<Dictionary<string, string>>()! : [],
                NextVersion());
            return StatusCodes.Status200OK;
        }
    }

    private static async Task AnswerAsync(HttpContext context, int status, (string Flag, string? Label) key, StoredFlag? flag)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status409Conflict)
        {
            await context.Response.WriteAsJsonAsync(
                new { type = "https://azconfig.io/errors/key-locked", title = "Modifying key is not allowed", status = 409 }, options: null, contentType: "application/problem+json");
            return;
        }

        if (status != StatusCodes.Status200OK) return;
        context.Response.Headers.ETag = $"\"{flag!.Version}\"";
        await context.Response.WriteAsJsonAsync(
            new { etag = flag.Version, key = $".appconfig.featureflag/{key.Flag}", label = key.Label, content_type = flag.ContentType, value = flag.Value, tags = flag.Tags, locked = flag.IsLocked },
            options: null,
            contentType: KeyValueType + "; charset=utf-8");
    }

    private static string? Fault(HttpRequest request, Match path)
    {
        if (!path.Success) return "an unknown path, an unencoded key or a wrong api-version";
        if (request.Method == HttpMethods.Get) return null;
        if (request.Method != HttpMethods.Put) return "neither GET nor PUT";
        if (request.ContentType?.StartsWith(KeyValueType, StringComparison.Ordinal) != true) return $"the content type {request.ContentType}";
        return QuotedTag().IsMatch(request.Headers.IfMatch.ToString()) ? null : $"If-Match {request.Headers.IfMatch} is no quoted ETag";
    }

    [GeneratedRegex("^/kv/\\.appconfig\\.featureflag%2F(?<flag>[^/?]+)\\?(label=(?<label>[^&]+)&)?api-version=(1\\.0|2023-10-01|2023-11-01)$")]
    private static partial Regex Target();

    [GeneratedRegex("^\"[^\"]+\"$")]
    private static partial Regex QuotedTag();
}
