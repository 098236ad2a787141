namespace ErrorBudgetFunctions.Access;

/// <summary>What a caller has shown: a key, a principal, both or none.</summary>
/// <param name="Key">The key that was sent; null if none was.</param>
/// <param name="KeyName">The name it has among ours; null if it is none of them.</param>
/// <param name="KeyRoles">The roles it has.</param>
/// <param name="Principal">Whom Easy Auth has let in; null if nobody, or if Easy Auth is not trusted.</param>
internal sealed record Credentials(string? Key, string? KeyName, IReadOnlySet<Role> KeyRoles, ClientPrincipal? Principal)
{
    /// <summary>Whether a key or an app role allows what needs a role.</summary>
    public bool Allow(Role role) => KeyRoles.Contains(role) || Principal?.Roles.Contains(role) == true;

    /// <summary>Whether the caller is somebody: a principal, or the holder of a key of ours.</summary>
    public bool AreKnown => KeyRoles.Count > 0 || Principal is not null;

    /// <summary>Who calls: the principal, else the key's name.</summary>
    public string? Name => Principal?.Name ?? KeyName;
}
