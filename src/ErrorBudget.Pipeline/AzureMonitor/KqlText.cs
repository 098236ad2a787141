using System.Globalization;
using System.Text;

namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>Values as they stand in KQL. Nothing a value holds can end its literal.</summary>
internal static class KqlText
{
    /// <summary>A string literal (Kusto Query Language, "The string data type": quotes and backslashes are escaped).</summary>
    public static string Literal(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029') text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else text.Append(c);
        }

        return text.Append('"').ToString();
    }

    /// <summary>A list of string literals.</summary>
    public static string List(IEnumerable<string> values) => $"({string.Join(", ", values.Select(Literal))})";

    /// <summary>The start of a minute.</summary>
    public static string Instant(Minute minute) => $"datetime({minute.Start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)})";

    /// <summary>The width of a bucket.</summary>
    public static string Width(int minutes) => minutes == Minute.PerHour ? "1h" : "1m";
}
