using System.Net;
using ErrorBudgetFunctions.Http;

namespace ErrorBudgetFunctions.Access;

/// <summary>
/// Lets an endpoint that asks for a role be called only with a key of that role or by a principal that has it as an app
/// role, where keys are configured or Easy Auth is trusted. Under the Functions host the host has checked its own key
/// before; ours are asked for as well if there are any.
/// </summary>
internal static class AccessControl
{
    /// <summary>The header that a key is sent in.</summary>
    public const string KeyHeader = "x-functions-key";

    private const string KeyQuery = "code";

    /// <summary>What programs that know no header of ours send a key as, for example every Prometheus.</summary>
    private const string Bearer = "Bearer ";

    /// <summary>Says which role an endpoint asks for.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequiredAccess(role));

    /// <summary>Says which role an endpoint asks for whose <c>function.json</c> has the Functions host ask for nothing: a key of ours is needed there.</summary>
    public static TBuilder ForKeyOf<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequiredAccess(role, HostAsks: false));

    /// <summary>Says that anybody may call an endpoint.</summary>
    public static TBuilder Anonymous<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequiredAccess(Role: null));

    /// <summary>Checks callers. To be used after routing.</summary>
    /// <exception cref="InvalidOperationException">Without keys the program would be open to other machines.</exception>
    public static void UseAccessControl(this WebApplication app, AppSettings settings)
    {
        var keys = ApiKeys.Read(settings.Setting);
        if (!keys.AreConfigured && settings.IsStandalone)
        {
            if (!settings.Urls.Split(';').All(IsLoopback))
                throw new InvalidOperationException($"No key is configured, and {settings.Urls} can be reached from other machines. Set ERRORBUDGET_KEYS__reader, __gate, __approver and __writer (name=key), or listen on 127.0.0.1 only.");
            if (!settings.TrustsEasyAuth) app.Logger.LogWarning("No key is configured: whoever can reach {Urls} on this machine may read, ask the gate and sign off", settings.Urls);
        }

        app.Use((context, next) => CheckAsync(context, next, keys, settings));
    }

    private static async Task CheckAsync(HttpContext context, RequestDelegate next, ApiKeys keys, AppSettings settings)
    {
        if (Check(context, keys, settings) is { } refusal) await refusal.ExecuteAsync(context);
        else await next(context);
    }

    /// <summary>Notes who calls, if they may.</summary>
    /// <returns>Why they may not; null if they may.</returns>
    private static IResult? Check(HttpContext context, ApiKeys keys, AppSettings settings)
    {
        var trustsEasyAuth = settings.TrustsEasyAuth;
        var endpoint = context.GetEndpoint();
        var access = endpoint?.Metadata.GetMetadata<RequiredAccess>();

        // What routing answers itself, for example 405, is no endpoint of ours and has no pattern.
        if (access is null && endpoint is RouteEndpoint) return Problems.Undeclared(context.Request.Path);
        if (access?.Role is not { } role) return null;
        if (!keys.AreConfigured && !trustsEasyAuth) return access.HostAsks || settings.IsStandalone ? null : Problems.NoKeyConfigured(role);
        try
        {
            var shown = Shown(context.Request, keys, trustsEasyAuth);
            context.Features.Set(new Caller(shown.Name));
            return Refusal(shown, role, trustsEasyAuth);
        }
        catch (FormatException malformed)
        {
            return Problems.PrincipalMalformed(malformed.Message);
        }
    }

    private static Credentials Shown(HttpRequest request, ApiKeys keys, bool trustsEasyAuth)
    {
        var key = Presented(request);
        var (name, roles) = key is null ? (null, new HashSet<Role>()) : keys.Find(key);
        return new Credentials(key, name, roles, trustsEasyAuth ? ClientPrincipal.Read(request.Headers) : null);
    }

    /// <summary>Why a caller may not do what needs a role; null if they may.</summary>
    private static IResult? Refusal(Credentials shown, Role role, bool trustsEasyAuth) =>
        shown.Allow(role) ? null
        : shown.AreKnown ? Problems.RoleMissing(role, trustsEasyAuth)
        : shown.Key is null ? Problems.KeyMissing(role, trustsEasyAuth)
        : Problems.KeyUnknown(role);

    /// <summary>The key that was sent. Several in one place are together one that nobody has: which of them is meant is not guessed.</summary>
    private static string? Presented(HttpRequest request) =>
        request.Headers[KeyHeader].ToString() is { Length: > 0 } header ? header
        : request.Query[KeyQuery].ToString() is { Length: > 0 } query ? query
        : request.Headers.Authorization is [{ } authorization] && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && authorization.Length > Bearer.Length ? authorization[Bearer.Length..]
        : null;

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));
}
