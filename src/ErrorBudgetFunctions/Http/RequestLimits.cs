using Microsoft.AspNetCore.Http.Features;

namespace ErrorBudgetFunctions.Http;

/// <summary>Bounds what a caller can make the program read.</summary>
internal static class RequestLimits
{
    /// <summary>The largest body, in bytes, of an endpoint that has no <see cref="BodyLimit"/>.</summary>
    private const int MaximumBytes = 64 * 1024;

    /// <summary>
    /// How much of a body is taken off the wire, in bytes, though most of it is thrown away. A connection that is closed
    /// while its caller still sends is reset, and the answer that says why is lost with it.
    /// </summary>
    private const int HeardOutBytes = 8 * 1024 * 1024;

    public static void AddRequestLimits(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = HeardOutBytes;
    });

    /// <summary>Answers what is too large or malformed with problem details.</summary>
    public static void UseRequestLimits(this WebApplication app) => app.Use(async (context, next) =>
    {
        var limit = context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.Bytes ?? MaximumBytes;
        if (context.Request.ContentLength > limit)
        {
            await Problems.TooLarge(limit).ExecuteAsync(context);
            return;
        }

        if (context.Request.Headers.ContentEncoding is [{ Length: > 0 } coding] && coding != "identity")
        {
            await Problems.Compressed(coding).ExecuteAsync(context);
            return;
        }

        if (context.Request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false })
        {
            context.Request.Body = new LimitedBody(context.Request.Body, limit);
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException refused) when (!context.Response.HasStarted)
        {
            await Problems.Refused(refused, limit).ExecuteAsync(context);
        }
    });
}
