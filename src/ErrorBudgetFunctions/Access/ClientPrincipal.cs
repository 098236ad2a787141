using System.Text.Json;

namespace ErrorBudgetFunctions.Access;

/// <summary>
/// Whom App Service authentication ("Easy Auth") has let in: the headers it sets on every request that it passes on, after
/// taking away those of the same name that the caller sent. To be believed only where it stands before the app.
/// </summary>
/// <param name="Name">The name, else the id.</param>
/// <param name="Roles">The app roles of ours that the principal has.</param>
internal sealed record ClientPrincipal(string Name, IReadOnlySet<Role> Roles)
{
    /// <summary>The longest principal that is read, in characters of base64: it has every group that a person is in.</summary>
    public const int LongestHeader = 32 * 1024;

    private const string Header = "X-MS-CLIENT-PRINCIPAL";
    private const string NameHeader = "X-MS-CLIENT-PRINCIPAL-NAME";
    private const string IdHeader = "X-MS-CLIENT-PRINCIPAL-ID";
    private const string StandardRoleType = "roles";
    private const int LongestName = 200;

    /// <summary>Reads the headers.</summary>
    /// <returns>The principal; null if the request has none.</returns>
    /// <exception cref="FormatException">There is one and it cannot be understood.</exception>
    public static ClientPrincipal? Read(IHeaderDictionary headers)
    {
        var name = Text(headers[NameHeader]) ?? Text(headers[IdHeader]);
        return headers[Header] switch
        {
            [] => name is null ? null : new ClientPrincipal(name, new HashSet<Role>()),
            [{ Length: > 0 and <= LongestHeader } header] => new ClientPrincipal(
                name ?? throw new FormatException($"There is a header {Header}, but neither {NameHeader} nor {IdHeader}: nobody would know who it was."), RolesOf(Decode(header))),
            _ => throw new FormatException($"The header {Header} is empty, there several times or longer than {LongestHeader} characters."),
        };
    }

    private static byte[] Decode(string header)
    {
        try
        {
            return Convert.FromBase64String(header);
        }
        catch (FormatException malformed)
        {
            throw new FormatException($"The header {Header} is not base64.", malformed);
        }
    }

    /// <summary>Reads <c>{"role_typ": "…", "claims": [{"typ": "…", "val": "…"}]}</c>.</summary>
    private static HashSet<Role> RolesOf(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var principal = document.RootElement;
            if (principal.ValueKind != JsonValueKind.Object) throw new FormatException($"The header {Header} holds no JSON object.");
            var roleType = principal.TryGetProperty("role_typ", out var type) && type.ValueKind != JsonValueKind.Null ? type.GetString() : StandardRoleType;
            return !principal.TryGetProperty("claims", out var claims) || claims.ValueKind == JsonValueKind.Null
                ? []
                : [.. claims.EnumerateArray().Where(claim => IsRole(claim, roleType)).Select(claim => RoleOf(claim.GetProperty("val").GetString())).OfType<Role>()];
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"The header {Header} holds no claims of the form [{{\"typ\": …, \"val\": …}}].", malformed);
        }
    }

    /// <summary>Entra sends app roles as "roles", whatever the type that Easy Auth says roles have.</summary>
    private static bool IsRole(JsonElement claim, string? roleType) => claim.GetProperty("typ").GetString() is { } type && (type == roleType || type == StandardRoleType);

    /// <summary>An app role has the name of ours, as the app registration declares it; others mean nothing here.</summary>
    private static Role? RoleOf(string? value)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            if (value == AppRoleOf(role)) return role;
        }

        return null;
    }

    /// <summary>The app role that stands for a role.</summary>
    public static string AppRoleOf(Role role) => $"ErrorBudget.{role}";

    private static string? Text(Microsoft.Extensions.Primitives.StringValues header) => header is [{ Length: > 0 and <= LongestName } text] && !text.Any(char.IsControl) ? text : null;
}
