using System.Net;
using ErrorBudgetFunctions.Http;

namespace ErrorBudgetFunctions.Access;

/// <summary>
/// Lets an endpoint that asks for a role be called only with a key of that role, where keys are configured. Under the
/// Functions host the host has checked its own key before; ours are asked for as well if there are any.
/// </summary>
internal static class AccessControl
{
    /// <summary>The header that a key is sent in.</summary>
    public const string KeyHeader = "x-functions-key";
    private const string KeyQuery = "code";
    private const string PrincipalName = "X-MS-CLIENT-PRINCIPAL-NAME";
    private const string PrincipalId = "X-MS-CLIENT-PRINCIPAL-ID";
    private const int LongestName = 200;

    /// <summary>Says which role an endpoint asks for.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequiredAccess(role));

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
            app.Logger.LogWarning("No key is configured: whoever can reach {Urls} on this machine may read, ask the gate and sign off", settings.Urls);
        }

        app.Use((context, next) => CheckAsync(context, next, keys, settings.TrustsEasyAuth));
    }

    private static async Task CheckAsync(HttpContext context, RequestDelegate next, ApiKeys keys, bool trustsEasyAuth)
    {
        // What routing answers itself, for example 405, is no endpoint of ours and has no pattern.
        var access = context.GetEndpoint()?.Metadata.GetMetadata<RequiredAccess>();
        if (access is null && context.GetEndpoint() is RouteEndpoint undeclared)
        {
            await Problems.Undeclared(undeclared.RoutePattern.RawText).ExecuteAsync(context);
            return;
        }

        string? name = null;
        if (keys.AreConfigured && access?.Role is { } required)
        {
            if (Presented(context.Request) is not { } presented)
            {
                await Problems.KeyMissing(required).ExecuteAsync(context);
                return;
            }

            (name, var roles) = keys.Find(presented);
            if (roles.Count == 0)
            {
                await Problems.KeyUnknown(required).ExecuteAsync(context);
                return;
            }

            if (!roles.Contains(required))
            {
                await Problems.RoleMissing(required).ExecuteAsync(context);
                return;
            }
        }

        context.Features.Set(new Caller((trustsEasyAuth ? Principal(context.Request) : null) ?? name));
        await next(context);
    }

    private static string? Presented(HttpRequest request) =>
        request.Headers[KeyHeader] is [{ Length: > 0 } header] ? header
        : request.Query[KeyQuery] is [{ Length: > 0 } query] ? query
        : null;

    private static string? Principal(HttpRequest request) =>
        request.Headers[PrincipalName] is [{ Length: > 0 and <= LongestName } name] ? name
        : request.Headers[PrincipalId] is [{ Length: > 0 and <= LongestName } id] ? id
        : null;

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));
}
