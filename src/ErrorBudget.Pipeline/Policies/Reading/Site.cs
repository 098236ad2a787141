namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Where people reach the app: what links in messages begin with.</summary>
internal static class Site
{
    /// <summary>The setting with the app's address, for policies that do not name it.</summary>
    public const string Setting = "ERRORBUDGET_SITE";

    /// <summary>The setting in which Azure Functions tells an app its host name.</summary>
    public const string HostNameSetting = "WEBSITE_HOSTNAME";

    /// <summary>The address that settings give; null for none. A wrong one is refused, except what the platform itself says.</summary>
    public static Uri? OfSettings(Func<string, string?> setting, Action<string> refuse)
    {
        if (setting(Setting) is { Length: > 0 } text)
        {
            if (AddressReader.Problem(text, mayHaveQuery: false) is not { } problem) return new Uri(text);
            refuse($"the setting {Setting}, the app's own address, {problem}");
            return null;
        }

        return setting(HostNameSetting) is { Length: > 0 } host ? OfHost(host) : null;
    }

    /// <summary>On a developer's machine the Functions host serves http.</summary>
    private static Uri? OfHost(string host) =>
        new[] { $"http://{host}", $"https://{host}" }.FirstOrDefault(url => AddressReader.Problem(url, mayHaveQuery: false) is null) is { } address ? new Uri(address) : null;
}
