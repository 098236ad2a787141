namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads addresses that are called or linked to: https, or http on this machine, where nobody listens in.</summary>
internal static class AddressReader
{
    private const int Longest = 2_000;

    /// <summary>An address that paths are appended to, as written; null if it is left out or refused.</summary>
    public static Uri? Base(Fields fields, string key) => Read(fields, key, mayHaveQuery: false);

    /// <summary>The address of an API, with a slash at its end so that a relative address can be resolved against it.</summary>
    public static Uri? Api(Fields fields, string key) =>
        Base(fields, key) is { } url ? url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/") : null;

    /// <summary>An address that people open; null if it is left out or refused.</summary>
    public static Uri? Link(Fields fields, string key) => Read(fields, key, mayHaveQuery: true);

    /// <summary>An address that gives access to whoever knows it; null if it is left out or refused.</summary>
    public static Secret? Hidden(Fields fields, string key)
    {
        if (SecretReader.Read(fields, key) is not { } text) return null;
        if (Problem(text, mayHaveQuery: true) is not { } problem) return new Secret(text);
        fields.Refuse(key, $"\"{key}\" {problem}");
        return null;
    }

    /// <summary>Why a text is no such address; null if it is one. Never repeats the text.</summary>
    public static string? Problem(string text, bool mayHaveQuery)
    {
        if (text.Length > Longest)
            return FormattableString.Invariant($"has {text.Length:N0} characters; at most {Longest:N0} are allowed");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
            return "must be an address that starts with https:// (http:// is for this machine only)";
        if (url.UserInfo.Length > 0)
            return "must not hold a user name or password";
        return !mayHaveQuery && (url.Query.Length > 0 || url.Fragment.Length > 0) ? "must not have a query (?) or fragment (#)" : null;
    }

    private static Uri? Read(Fields fields, string key, bool mayHaveQuery)
    {
        if (fields.Text(key, Longest) is not { } text) return null;
        if (Problem(text, mayHaveQuery) is not { } problem) return new Uri(text);
        fields.Refuse(key, $"\"{key}\" {problem}");
        return null;
    }
}
