namespace ErrorBudgetFunctions.Http;

/// <summary>What every answer tells browsers and caches: the type is as it says, and a decision is not to be kept.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return next(context);
    });
}
