namespace ErrorBudget.Pipeline.Policies;

/// <summary>A user name and a password.</summary>
/// <param name="UserName">The user name.</param>
/// <param name="Password">The password.</param>
public sealed record BasicCredentials(string UserName, string Password)
{
    /// <summary>Never shows the password.</summary>
    public override string ToString() => $"{UserName}:***";
}
