namespace ErrorBudgetFunctions.Access;

/// <summary>Who may call an endpoint. One that does not say so is called by nobody.</summary>
/// <param name="Role">The role that is needed; null if anybody may.</param>
internal sealed record RequiredAccess(Role? Role);
