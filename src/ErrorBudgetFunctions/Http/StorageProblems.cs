using ErrorBudget.Pipeline.Storage;

namespace ErrorBudgetFunctions.Http;

/// <summary>Answers 503 with what to do when what was asked for cannot be done without the storage.</summary>
internal static class StorageProblems
{
    public static void UseStorageProblems(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (StorageException unreachable) when (!context.Response.HasStarted)
        {
            app.Logger.LogError("{Method} {Path}: {Message}", context.Request.Method, context.Request.Path, unreachable.Message);
            await Problems.StorageUnreachable(unreachable.Message).ExecuteAsync(context);
        }
    });
}
