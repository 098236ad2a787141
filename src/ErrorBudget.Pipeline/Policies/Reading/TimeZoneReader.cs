using System.Text.RegularExpressions;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads time zones by their IANA names.</summary>
internal static partial class TimeZoneReader
{
    /// <summary>The zone at a key; null if it is left out or refused.</summary>
    public static TimeZoneInfo? Read(Fields fields, string key = "time_zone")
    {
        if (fields.Text(key) is not { } id) return null;
        if (ZoneId().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)) return zone;
        fields.Refuse(key, $"\"{key}\" {fields.Node(key)!.Found} is not known here; an IANA name is expected, for example Europe/Berlin");
        return null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZoneId();
}
