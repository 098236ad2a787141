namespace ErrorBudgetFunctions.Access;

/// <summary>Who may call an endpoint. One that does not say so is called by nobody.</summary>
/// <param name="Role">The role that is needed; null if anybody may.</param>
/// <param name="HostAsks">Whether the Functions host asks for a key of its own before, so that it may do without ours.</param>
internal sealed record RequiredAccess(Role? Role, bool HostAsks = true);
