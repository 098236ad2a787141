using Microsoft.AspNetCore.Mvc;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>
/// A problem as a page, for people. It renews itself like the others, so that a screen on a wall comes back when the storage
/// does; problem details would stay there until somebody reloads them.
/// </summary>
internal static class ProblemPage
{
    /// <summary>Whether a browser asks for a page; programs that ask for one get problem details.</summary>
    public static bool IsWanted(HttpRequest request) =>
        request.Path.StartsWithSegments("/api/dashboard", StringComparison.OrdinalIgnoreCase)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>The page.</summary>
    public static IResult Of(HttpContext context, ProblemDetails problem)
    {
        HtmlText Line(string line) => $"<p>{line}</p>";
        var lines = (problem.Detail ?? "").Split('\n');
        return Layout.Page(context, problem.Title ?? "Error budgets", $"<h1>{problem.Title}</h1>{lines.Select(Line)}", problem.Status);
    }
}
