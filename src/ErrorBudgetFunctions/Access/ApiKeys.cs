using System.Security.Cryptography;
using System.Text;

namespace ErrorBudgetFunctions.Access;

/// <summary>
/// The keys of each role, from the settings <c>ERRORBUDGET_KEYS__reader</c>, <c>__gate</c>, <c>__approver</c>, <c>__writer</c>:
/// each <c>name1=key1;name2=key2</c>. Only their hashes are kept.
/// </summary>
internal sealed class ApiKeys
{
    /// <summary>The shortest key, in characters: what can be guessed is no key.</summary>
    public const int ShortestKey = 16;

    private const string Setting = "ERRORBUDGET_KEYS__";

    private readonly IReadOnlyList<Key> _keys;

    private ApiKeys(IReadOnlyList<Key> keys) => _keys = keys;

    /// <summary>Whether there are any; if not, no key is asked for.</summary>
    public bool AreConfigured => _keys.Count > 0;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">One cannot be understood; the message does not repeat it.</exception>
    public static ApiKeys Read(Func<string, string?> setting) =>
        new([.. Enum.GetValues<Role>().SelectMany(role => Read(role, setting(Setting + NameOf(role))))]);

    /// <summary>The name of a role, as in the settings and in messages.</summary>
    public static string NameOf(Role role) => role switch
    {
        Role.Reader => "reader",
        Role.Gate => "gate",
        Role.Approver => "approver",
        _ => "writer",
    };

    /// <summary>
    /// The roles of a key and the name it has in them; no role if it is none of ours. Compares with every key and in
    /// constant time, so that nothing can be learnt from how long it takes.
    /// </summary>
    public (string? Name, IReadOnlySet<Role> Roles) Find(string presented)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        string? name = null;
        var roles = new HashSet<Role>();
        foreach (var key in _keys)
        {
            if (!CryptographicOperations.FixedTimeEquals(hash, key.Hash)) continue;
            name ??= key.Name;
            roles.Add(key.Role);
        }

        return (name, roles);
    }

    private static IEnumerable<Key> Read(Role role, string? value)
    {
        foreach (var part in (value ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, key) = equals > 0 ? (part[..equals].Trim(), part[(equals + 1)..].Trim()) : ("", "");
            if (name.Length is 0 or > 100 || name.Any(char.IsControl) || key.Length < ShortestKey)
                throw new InvalidOperationException($"{Setting}{NameOf(role)} cannot be understood; expected name=key, or several separated by ';', each key of {ShortestKey} characters or more.");
            yield return new Key(role, name, SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        }
    }

    private sealed record Key(Role Role, string Name, byte[] Hash);
}
