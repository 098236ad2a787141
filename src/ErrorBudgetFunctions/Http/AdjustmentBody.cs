using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using ErrorBudget;

namespace ErrorBudgetFunctions.Http;

/// <summary>What is posted to make an adjustment. A misspelt name is refused: it would widen what is adjusted.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AdjustmentBody(
    string? Id,
    string? Service,
    string? Slo,
    string? Kind,
    string? From,
    string? To,
    IReadOnlyList<string>? Every,
    string? At,
    int? DurationMinutes,
    string? TimeZone,
    long? Bad,
    long? Total,
    string? Reason,
    string? Author)
{
    public const string Example =
        """{"service":"payment-gateway","kind":"maintenance","from":"2026-11-23T22:00:00Z","to":"2026-11-23T23:00:00Z","reason":"database upgrade","author":"Ada"}""";

    private const int LongestService = 100;
    private const int LongestAuthor = 100;
    private const int LongestReason = 500;

    /// <summary>The adjustment, or what is wrong with it.</summary>
    /// <param name="madeBy">The identity it is made with; the author where none is named.</param>
    /// <param name="now">The time now, UTC.</param>
    /// <param name="adjustment">The adjustment.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryRead(string? madeBy, DateTimeOffset now, [NotNullWhen(true)] out Adjustment? adjustment, [NotNullWhen(false)] out string? error)
    {
        adjustment = null;
        var (number, from, to, recurrence) = (Guid.Empty, default(Minute), (Minute?)null, (Recurrence?)null);
        error = string.IsNullOrEmpty(Service) ? "'service' is missing."
            : Service.Length > LongestService ? $"'service' is longer than {LongestService} characters."
            : Slo is "" ? "'slo' is empty; leave it out for all SLOs of the service."
            : WireNames.ParseAdjustmentKind(Kind) is null ? $"'kind' is '{Kind}'; expected maintenance, excluded-incident, correction or budget-reset."
            : Id is not null && !Guid.TryParse(Id, out number) ? "'id' is no UUID; leave it out, or send one of your own so that the same request can be sent again."
            : TextBounds.Check("reason", Reason, LongestReason) ?? TextBounds.Check("author", Author ?? madeBy, LongestAuthor) ?? ReadTimes(out from, out to) ?? ReadRecurrence(out recurrence);
        if (error is not null) return false;
        adjustment = new Adjustment
        {
            Id = new AdjustmentId(Service!, Id is null ? Guid.CreateVersion7(now) : number),
            Slo = Slo,
            Kind = WireNames.ParseAdjustmentKind(Kind)!.Value,
            From = from,
            To = to,
            Recurrence = recurrence,
            Bad = Bad ?? 0,
            Total = Total ?? 0,
            Reason = Reason!.Trim(),
            Author = (Author ?? madeBy)!.Trim(),
            MadeBy = madeBy,
            MadeAt = now,
        };
        return true;
    }

    private string? ReadTimes(out Minute from, out Minute? to)
    {
        (from, to) = (default, null);
        if (!TryTime(From, out from)) return $"'from' is '{From}'; expected ISO 8601 to the minute, for example 2026-11-23T08:00:00Z.";
        if (To is null) return null;
        if (!TryTime(To, out var end)) return $"'to' is '{To}'; expected ISO 8601 to the minute, for example 2026-11-23T08:00:00Z.";
        to = end;
        return null;
    }

    private string? ReadRecurrence(out Recurrence? recurrence)
    {
        recurrence = null;
        if (Every is null) return At is null && DurationMinutes is null && TimeZone is null ? null : "'at', 'durationMinutes' and 'timeZone' are for what recurs; 'every' is missing.";
        if (Every.Count is 0 or > 7) return "'every' is a list of 1 to 7 days.";
        var days = new List<DayOfWeek>(Every.Count);
        foreach (var name in Every)
        {
            if (WireNames.ParseDay(name) is not { } day) return $"'every' holds '{name}'; expected monday to sunday.";
            days.Add(day);
        }

        if (!TimeOnly.TryParseExact(At, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)) return $"'at' is '{At}'; expected a local time such as 22:00.";
        if (DurationMinutes is not (>= 1 and <= Recurrence.LongestMinutes)) return $"'durationMinutes' is missing or not from 1 to {Recurrence.LongestMinutes}.";
        if (!TimeZones.TryFind(TimeZone ?? "UTC", out var zone)) return $"'timeZone' is '{TimeZone}', which is not known here; expected an IANA name such as Europe/Berlin.";
        recurrence = new Recurrence(days, at, DurationMinutes.Value, zone);
        return null;
    }

    /// <summary>Whole minutes only: counts are by the minute, and a part of one cannot be adjusted.</summary>
    private static bool TryTime(string? text, out Minute minute)
    {
        minute = default;
        if (!IsoTime.TryRead(text, out var time)) return false;
        minute = Minute.Containing(time);
        return minute.Start == time;
    }
}
