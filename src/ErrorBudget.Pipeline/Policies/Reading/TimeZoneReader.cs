using System.Text.RegularExpressions;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads time zones by their IANA names.</summary>
internal static partial class TimeZoneReader
{
    /// <summary>The zone at <c>time_zone</c>; null if it is left out or refused.</summary>
    public static TimeZoneInfo? Read(Fields fields)
    {
        if (fields.Text("time_zone") is not { } id) return null;
        if (ZoneId().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)) return zone;
        fields.Refuse("time_zone", $"\"time_zone\" {fields.Node("time_zone")!.Found} is not known here; an IANA name is expected, for example Europe/Berlin");
        return null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZoneId();
}
