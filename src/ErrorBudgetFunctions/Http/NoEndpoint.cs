namespace ErrorBudgetFunctions.Http;

/// <summary>Answers with problem details where no endpoint answers: a path that is none, or a method that it does not take.</summary>
internal static class NoEndpoint
{
    public static void UseNoEndpointProblems(this WebApplication app) => app.UseStatusCodePages(bare =>
    {
        var context = bare.HttpContext;
        var problem = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.NoSuchPath(context.Request.Path),
            StatusCodes.Status405MethodNotAllowed => Problems.MethodNotTaken(context.Request.Method, context.Request.Path, context.Response.Headers.Allow.ToString()),
            _ => null,
        };
        return problem?.ExecuteAsync(context) ?? Task.CompletedTask;
    });
}
