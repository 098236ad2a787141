using ErrorBudgetFunctions.Dashboard;
using Microsoft.AspNetCore.Mvc;

namespace ErrorBudgetFunctions.Http;

/// <summary>Problem details as an answer: JSON, or a page for who has opened a page.</summary>
internal sealed class ProblemAnswer(ProblemDetails problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Answer(httpContext).ExecuteAsync(httpContext);

    private IResult Answer(HttpContext context) => ProblemPage.IsWanted(context.Request)
        ? ProblemPage.Of(context, problem)
        : TypedResults.Json(problem, ApiJson.Readable.ProblemDetails, "application/problem+json", problem.Status);
}
