using System.Globalization;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads the section <c>quiet_hours</c>.</summary>
internal static class QuietHoursReader
{
    /// <summary>The time of every day in which tickets wait; null if it is refused.</summary>
    public static QuietHours? Read(Fields fields)
    {
        var (from, to) = (Time(fields, "from"), Time(fields, "to"));
        var zone = fields.Has("time_zone") ? TimeZoneReader.Read(fields) : TimeZoneInfo.Utc;
        if (from is null || to is null || zone is null) return null;
        if (from != to) return new QuietHours(from.Value, to.Value, zone);
        fields.Refuse("to", "\"to\" is the same as \"from\": quiet hours that never end would keep every ticket back");
        return null;
    }

    private static TimeOnly? Time(Fields fields, string key)
    {
        if (!fields.Require(key) || fields.AnyText(key) is not { } text) return null;
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        fields.Refuse(key, $"\"{key}\" must be a time of day from 00:00 to 23:59, for example \"22:00\", found {fields.Node(key)!.Found}");
        return null;
    }
}
