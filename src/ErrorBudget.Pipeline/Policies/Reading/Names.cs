using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>The names users give, which become parts of URLs, table keys and PromQL.</summary>
internal static partial class Names
{
    /// <summary>What a name may look like, for messages.</summary>
    public const string Allowed = "1 to 100 letters, digits, \"-\", \"_\" or \".\", beginning with a letter or digit";

    /// <summary>Whether a text can name a service, an SLO, a rule or a source.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>Whether a text can name a metric (Prometheus data model).</summary>
    public static bool IsMetric(string text) => Metric().IsMatch(text);

    /// <summary>Whether a text can name a label (Prometheus data model).</summary>
    public static bool IsLabel(string text) => Label().IsMatch(text);

    /// <summary>Whether a text can name an HTTP header (RFC 9110, section 5.6.2).</summary>
    public static bool IsHeader(string text) => Header().IsMatch(text);

    /// <summary>A name; null, refused, if it is none.</summary>
    public static string? Read(FileReading file, YamlNode node, string label) =>
        file.Scalars.Text(node, label, maximumLength: 10_000) is { } name && Check(file, node, label, name) ? name : null;

    /// <summary>The name that a key is; false, refused, if it is none.</summary>
    public static bool Check(FileReading file, YamlNode at, string label, string name)
    {
        if (IsName(name)) return true;
        file.Problems.Add(at, $"{label} {at.Found} must be {Allowed}");
        return false;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[a-zA-Z_:][a-zA-Z0-9_:]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Metric();

    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Header();
}
