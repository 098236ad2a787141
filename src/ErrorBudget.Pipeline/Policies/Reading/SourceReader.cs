using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads one of the <c>sources</c>: how a Prometheus server, or Azure Monitor, is reached.</summary>
internal static class SourceReader
{
    private const string DefaultTenantHeader = "X-Scope-OrgID";
    private const int MaximumHeaders = 20;

    private static readonly (string, bool)[] Types = [("prometheus", true), (Sections.AzureMonitor.Type!, true)];

    private static readonly ImmutableArray<string> Credentials = ["basic_auth", "bearer_token", "azure_managed"];

    /// <summary>Headers whose values are secret.</summary>
    private static readonly ImmutableHashSet<string> SecretHeaders =
        ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "Api-Key");

    /// <summary>The settings of a source; null if they are refused. One without a type is a Prometheus server.</summary>
    public static SourceSettings? Read(FileReading file, YamlScalar name, YamlNode value)
    {
        var isAzureMonitor = value is YamlMap map && map.Entries.Any(entry => entry is { Key.Text: "type", Value: YamlScalar type } && type.Text == Sections.AzureMonitor.Type);
        return file.Fields(value, name.Text, isAzureMonitor ? Sections.AzureMonitor : Sections.Source) is not { } fields ? null
            : isAzureMonitor ? AzureMonitorReader.Read(fields)
            : Prometheus(fields);
    }

    /// <summary>The settings of a Prometheus server; null if they are refused.</summary>
    public static PrometheusSettings? Prometheus(Fields fields)
    {
        fields.Choice("type", Types);
        if (!fields.Require("url")) return null;
        var text = fields.Text("url", maximumLength: 2_000);
        var url = text is null ? null : Url(text, problem => fields.Refuse("url", $"\"url\" {problem}"));
        var managed = fields.Flag("azure_managed") ?? false;
        if (managed && url is { IsLoopback: false } && url.Scheme != Uri.UriSchemeHttps)
            fields.Refuse("url", "\"url\" must be https with azure_managed, because requests carry a token");
        RefuseTwoCredentials(fields);
        var (basic, tls, headers) = (Basic(fields), Tls(fields, url), Headers(fields));
        var (timeout, gap) = (fields.Whole("timeout_seconds", 1, 300), fields.Whole("gap_limit_minutes", 5, 10_080));
        var (settle, resettle) = (fields.Whole("settle_seconds", 0, 3_600), fields.Whole("resettle_minutes", 0, Minute.PerDay));
        var token = SecretReader.Read(fields, "bearer_token");
        if (url is null) return null;

        var defaults = new PrometheusSettings { Url = url };
        return defaults with
        {
            TimeoutSeconds = timeout ?? defaults.TimeoutSeconds,
            SettleSeconds = settle ?? defaults.SettleSeconds,
            ResettleMinutes = resettle ?? defaults.ResettleMinutes,
            GapLimitMinutes = gap ?? defaults.GapLimitMinutes,
            Basic = basic,
            BearerToken = token,
            AzureManaged = managed,
            Headers = headers,
            Tls = tls,
        };
    }

    /// <summary>An address; null, with the reason given to <paramref name="refuse"/>, if it cannot be one. Never repeats the text, which may hold a password.</summary>
    public static Uri? Url(string text, Action<string> refuse)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.Host.Length == 0)
            refuse("must be an address that starts with http:// or https://");
        else if (url.UserInfo.Length > 0)
            refuse("must not hold a user name or password; they go into basic_auth");
        else if (url.Query.Length > 0 || url.Fragment.Length > 0)
            refuse("must not have a query (?) or fragment (#)");
        else
            return url;
        return null;
    }

    private static void RefuseTwoCredentials(Fields fields)
    {
        var given = Credentials.Where(fields.Has).ToList();
        if (given.Count > 1) fields.Refuse(given[1], $"\"{given[0]}\" and \"{given[1]}\" exclude each other; leave one out");
    }

    private static BasicCredentials? Basic(Fields fields)
    {
        if (fields.Section("basic_auth", Sections.BasicAuth) is not { } basic) return null;
        var user = basic.Require("username") ? basic.AnyText("username") : null;
        var password = basic.Require("password") ? SecretReader.Read(basic, "password") : null;
        if (user?.Contains(':', StringComparison.Ordinal) == true) basic.Refuse("username", "\"username\" must not hold a colon (RFC 7617)");
        return user is null || password is null ? null : new BasicCredentials(user, password);
    }

    private static TlsFiles? Tls(Fields fields, Uri? url)
    {
        if (fields.Section("tls", Sections.Tls) is not { } tls) return null;
        if (url is not null && url.Scheme != Uri.UriSchemeHttps) fields.Refuse("tls", "\"tls\" has no effect: the url is not https");
        if (tls.Has("cert_file") != tls.Has("key_file")) fields.Refuse("tls", "\"tls\" needs \"cert_file\" and \"key_file\" together");
        return new TlsFiles(tls.Text("ca_file", 1_000), tls.Text("cert_file", 1_000), tls.Text("key_file", 1_000));
    }

    private static ImmutableDictionary<string, string> Headers(Fields fields)
    {
        var headers = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        var entries = fields.Map("headers", "header names with values")?.Entries ?? [];
        if (entries.Length > MaximumHeaders) fields.Refuse("headers", FormattableString.Invariant($"\"headers\" has {entries.Length} entries; at most {MaximumHeaders} are allowed"));
        foreach (var (key, value) in entries) Header(fields.File, headers, key, value);

        if (fields.Has("tenant_header") && !fields.Has("tenant")) fields.Refuse("tenant_header", "\"tenant_header\" needs \"tenant\"");
        if (fields.AnyText("tenant") is { } tenant)
        {
            var name = fields.Text("tenant_header") ?? DefaultTenantHeader;
            if (!Names.IsHeader(name)) fields.Refuse("tenant_header", "\"tenant_header\" is no valid name of an HTTP header");
            else if (tenant.Any(char.IsControl)) fields.Refuse("tenant", "\"tenant\" holds a control character");
            else if (!headers.TryAdd(name, tenant)) fields.Refuse("tenant", "the tenant's header is already among \"headers\"");
        }

        return headers.ToImmutable();
    }

    private static void Header(FileReading file, ImmutableDictionary<string, string>.Builder headers, YamlScalar key, YamlNode value)
    {
        if (!Names.IsHeader(key.Text))
        {
            file.Problems.Add(key, $"{key.Found} is no valid name of an HTTP header");
            return;
        }

        var text = SecretHeaders.Contains(key.Text) ? SecretReader.Read(file, value, key.Text) : file.Scalars.AnyText(value, key.Text, maximumLength: 8_000);
        if (text is null) return;
        if (text.Any(char.IsControl)) file.Problems.Add(value, $"the header {key.Text} holds a line break or another control character");
        else if (!headers.TryAdd(key.Text, text)) file.Problems.Add(key, $"the header {key.Found} stands twice; names that differ only in case are the same");
    }
}
