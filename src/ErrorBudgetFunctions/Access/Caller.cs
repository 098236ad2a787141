namespace ErrorBudgetFunctions.Access;

/// <summary>Who calls, as far as is known.</summary>
/// <param name="Name">The Entra principal, else the name of the key; null if neither is known.</param>
internal sealed record Caller(string? Name)
{
    /// <summary>Who made this request.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? new Caller(Name: null);
}
