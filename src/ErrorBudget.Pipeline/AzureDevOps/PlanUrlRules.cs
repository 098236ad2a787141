using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>
/// Which addresses a job token may be sent to. Whoever holds the gate's key writes the address, so it is compared with a
/// list, character by character, before anything is sent: nothing in it is decoded, resolved or guessed.
/// </summary>
public sealed class PlanUrlRules
{
    /// <summary>The setting with further hosts, each <c>host</c> or <c>host:port</c>, separated by commas.</summary>
    public const string HostsSetting = "AZURE_DEVOPS_HOSTS";

    /// <summary>The setting with the organisations or collections that may ask, separated by commas; all may if it is not set.</summary>
    public const string OrganizationsSetting = "AZURE_DEVOPS_ORGANIZATIONS";

    private const int MaximumLength = 512;
    private const string Scheme = "https://";
    private const string Cloud = "dev.azure.com";
    private const string OldCloud = ".visualstudio.com";

    private readonly FrozenSet<string> _hosts;
    private readonly FrozenSet<string> _organizations;

    private PlanUrlRules(FrozenSet<string> hosts, FrozenSet<string> organizations) => (_hosts, _organizations) = (hosts, organizations);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting holds something that is no host or no organisation.</exception>
    public static PlanUrlRules Read(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var hosts = List(setting, HostsSetting, IsHost, "a host name like tfs.example.com or tfs.example.com:8443, no address");
        var organizations = List(setting, OrganizationsSetting, IsSegment, "the name of an organisation or collection");
        return new PlanUrlRules(hosts, organizations);
    }

    /// <summary>Reads the address of an organisation or collection.</summary>
    /// <param name="text">What the task sent.</param>
    /// <param name="refusal">Why it is refused, and what is expected; it does not repeat the address. Null if it is not refused.</param>
    /// <returns>The address with a slash at its end; null if it is refused.</returns>
    public Uri? Read(string? text, out string? refusal)
    {
        (var url, refusal) = Judge(text);
        return url;
    }

    private (Uri? Url, string? Refusal) Judge(string? text)
    {
        if (string.IsNullOrEmpty(text)) return (null, "it is missing; expected $(system.CollectionUri)");
        if (text.Length > MaximumLength) return (null, $"it is longer than {MaximumLength} characters");
        if (!text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '.' or '-' or '_'))
            return (null, "it holds a character that no address of an organisation needs (letters, digits and : / . - _ are allowed; user names, queries, encoded and non-ASCII characters are not)");
        if (!text.StartsWith(Scheme, StringComparison.Ordinal)) return (null, "it does not begin with https://");

        var (authority, segments) = Split(text[Scheme.Length..]);
        if (!segments.All(IsSegment)) return (null, "its path is not that of an organisation or collection");
        if (OrganizationOf(authority, segments) is not { } organization)
            return (null, $"its host or path is not allowed; expected https://{Cloud}/organisation/, https://organisation{OldCloud}/, or a collection on a host in the setting {HostsSetting}");
        if (_organizations.Count > 0 && !_organizations.Contains(organization))
            return (null, $"the organisation '{organization}' is not in the setting {OrganizationsSetting}");

        var url = new Uri($"{Scheme}{authority}/{string.Concat(segments.Select(segment => segment + "/"))}");

        // Both readings of the text must agree on where the token goes.
        var expected = authority.Contains(':', StringComparison.Ordinal) ? authority : authority + ":443";
        return $"{url.Host}:{url.Port}" == expected && url.UserInfo.Length == 0 ? (url, null) : (null, "it can be read in two ways");
    }

    private static (string Authority, string[] Segments) Split(string rest)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return (Lower(rest), []);
        var path = rest[(slash + 1)..];
        if (path.EndsWith('/')) path = path[..^1];
        return (Lower(rest[..slash]), path.Length == 0 && rest.Length == slash + 1 ? [] : path.Split('/'));
    }

    private string? OrganizationOf(string authority, string[] segments)
    {
        if (_hosts.Contains(authority)) return segments.Length is >= 1 and <= 3 ? segments[^1] : null;
        if (authority == Cloud) return segments.Length == 1 ? segments[0] : null;
        if (!authority.EndsWith(OldCloud, StringComparison.Ordinal)) return null;
        var label = authority[..^OldCloud.Length];
        return IsLabel(label) && (segments.Length == 0 || segments is ["DefaultCollection"]) ? label : null;
    }

    private static FrozenSet<string> List(Func<string, string?> setting, string name, Func<string, bool> isValid, string expected)
    {
        var items = (setting(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Lower).ToArray();
        return items.FirstOrDefault(item => !isValid(item)) is { } wrong
            ? throw new InvalidOperationException($"{name} holds '{wrong}'; expected {expected}.")
            : items.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsHost(string text)
    {
        var parts = text.Split(':');
        return parts.Length is 1 or 2 && parts[0].Split('.').All(IsLabel) && !IPAddress.TryParse(parts[0], out _) && (parts.Length == 1 || IsPort(parts[1]));
    }

    private static bool IsPort(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 && text[0] != '0';

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= 63 && text[0] != '-' && text[^1] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsSegment(string text) =>
        text.Length is > 0 and <= 128 && char.IsAsciiLetterOrDigit(text[0]) && text[^1] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

#pragma warning disable CA1308 // Hosts are compared and sent in lower case.
    private static string Lower(string text) => text.ToLowerInvariant();
#pragma warning restore CA1308
}
