using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>An entry of <c>adjustments</c>, before it is known which services there are.</summary>
/// <param name="Fields">Where it is declared.</param>
/// <param name="Adjustment">The adjustment.</param>
internal sealed record AdjustmentDraft(Fields Fields, Adjustment Adjustment)
{
    private const int Most = 1_000;
    private const int LongestAuthor = 100;
    private const int LongestReason = 500;

    private static readonly (string, AdjustmentKind)[] Kinds =
    [
        ("maintenance", AdjustmentKind.Maintenance),
        ("excluded-incident", AdjustmentKind.ExcludedIncident),
        ("correction", AdjustmentKind.Correction),
        ("budget-reset", AdjustmentKind.BudgetReset),
    ];

    private static readonly (string, DayOfWeek)[] Days = [.. Enum.GetValues<DayOfWeek>().Select(day => (day.ToString().ToLowerInvariant(), day))];

    private static readonly string[] OfRecurrence = ["at", "duration_minutes", "time_zone"];

    /// <summary>Reads the list, without what is refused in it.</summary>
    public static IEnumerable<AdjustmentDraft> Read(Fields policy)
    {
        foreach (var item in policy.List("adjustments", 0, Most)?.Items ?? [])
        {
            if (policy.File.Fields(item, "adjustments", Sections.Adjustment) is { } fields && ReadOne(fields) is { } draft) yield return draft;
        }
    }

    private static AdjustmentDraft? ReadOne(Fields fields)
    {
        var service = fields.Require("service") ? fields.Text("service") : null;
        var kind = fields.Require("kind") ? fields.Choice("kind", Kinds) : null;
        var (from, to) = (fields.Require("from") ? Time(fields, "from") : null, Time(fields, "to"));
        var reason = fields.Require("reason") ? PlainText.Read(fields, "reason", LongestReason) : null;
        var author = fields.Require("author") ? PlainText.Read(fields, "author", LongestAuthor) : null;
        var (slo, recurrence) = (fields.Text("slo"), ReadRecurrence(fields));
        if (service is null || kind is null || from is null || reason is null || author is null
            || (slo is null && fields.Has("slo")) || (to is null && fields.Has("to")) || (recurrence is null && fields.Has("every"))) return null;

        var adjustment = new Adjustment
        {
            Id = new AdjustmentId(service, Guid.Empty),
            Slo = slo,
            Kind = kind.Value,
            From = from.Value,
            To = to,
            Recurrence = recurrence,
            Bad = fields.Long("bad", -Adjustment.MostEvents, Adjustment.MostEvents) ?? 0,
            Total = fields.Long("total", -Adjustment.MostEvents, Adjustment.MostEvents) ?? 0,
            Reason = reason,
            Author = author,
        };
        if (adjustment.WhatIsWrong() is not { } wrong) return new AdjustmentDraft(fields, adjustment with { Id = IdOf(adjustment) });
        fields.Refuse("kind", $"the adjustment makes no sense: {wrong}");
        return null;
    }

    private static Recurrence? ReadRecurrence(Fields fields)
    {
        if (!fields.Has("every"))
        {
            fields.RefuseAny(OfRecurrence, "is for what recurs; \"every\" says on which days");
            return null;
        }

        var days = ImmutableArray.CreateBuilder<DayOfWeek>();
        foreach (var item in fields.List("every", 1, Days.Length)?.Items ?? [])
        {
            if (fields.File.Scalars.Choice(item, "every", Days) is { } day) days.Add(day);
        }

        var at = fields.Require("at") ? TimeOfDay(fields) : null;
        var minutes = fields.Require("duration_minutes") ? fields.Whole("duration_minutes", 1, Recurrence.LongestMinutes) : null;
        var zone = fields.Has("time_zone") ? TimeZoneReader.Read(fields) : TimeZoneInfo.Utc;
        return days.Count == 0 || at is null || minutes is null || zone is null ? null : new Recurrence(days, at.Value, minutes.Value, zone);
    }

    private static TimeOnly? TimeOfDay(Fields fields)
    {
        if (fields.AnyText("at") is not { } text) return null;
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        fields.Refuse("at", $"\"at\" must be a time of day from 00:00 to 23:59, for example \"22:00\", found {fields.Node("at")!.Found}");
        return null;
    }

    /// <summary>A moment to the minute. Which zone is meant has to be said: a policy is read in many places.</summary>
    private static Minute? Time(Fields fields, string key)
    {
        if (fields.AnyText(key) is not { } text) return null;
        string[] formats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];
        if ((text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-'))
            && DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.UtcDateTime.Year is >= 2000 and <= 2200 && Minute.Containing(time) is var minute && minute.Start == time)
            return minute;
        fields.Refuse(key, $"\"{key}\" must be a moment to the minute with its offset, for example 2026-11-23T22:00Z, found {fields.Node(key)!.Found}");
        return null;
    }

    /// <summary>The same for the same entry, so that a policy that is read again names it as before.</summary>
    private static AdjustmentId IdOf(Adjustment adjustment)
    {
        var recurrence = adjustment.Recurrence;
        var text = string.Join('\n', (string[])
        [
            adjustment.Id.Service, adjustment.Slo ?? "", adjustment.Kind.ToString(), adjustment.From.ToString(), adjustment.To?.ToString() ?? "",
            recurrence is null ? "" : FormattableString.Invariant($"{string.Join(',', recurrence.Days)} {recurrence.At:HH:mm} {recurrence.Minutes} {recurrence.Zone.Id}"),
            FormattableString.Invariant($"{adjustment.Bad} {adjustment.Total}"), adjustment.Author, adjustment.Reason,
        ]);
        return adjustment.Id with { Number = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16), bigEndian: true) };
    }
}
