namespace ErrorBudgetFunctions.Http;

/// <summary>Bounds what a caller can make the program read; an endpoint that needs more says so itself.</summary>
internal static class RequestLimits
{
    /// <summary>The largest body, in bytes.</summary>
    public const int MaximumBytes = 64 * 1024;

    public static void AddRequestLimits(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaximumBytes;
    });

    /// <summary>Answers what is too large or malformed with problem details.</summary>
    public static void UseRequestLimits(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException refused) when (!context.Response.HasStarted)
        {
            await Problems.Refused(refused).ExecuteAsync(context);
        }
    });
}
