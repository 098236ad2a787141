namespace ErrorBudget.Pipeline.Adjustments;

/// <summary>An adjustment in plain values, as it is stored and put on record.</summary>
/// <param name="Id">Names it: <c>service.number</c>.</param>
/// <param name="Slo">The SLO; null for all of the service's.</param>
/// <param name="Kind">What it says.</param>
/// <param name="From">Its beginning, UTC.</param>
/// <param name="To">Its end, UTC; null if it has none.</param>
/// <param name="Every">For what recurs: the days on which it begins.</param>
/// <param name="At">The local time at which it begins.</param>
/// <param name="DurationMinutes">How long it lasts then.</param>
/// <param name="TimeZone">Whose local time: an IANA name.</param>
/// <param name="Bad">Bad events that a correction adds or takes.</param>
/// <param name="Total">Events in all that a correction adds or takes.</param>
/// <param name="Reason">Why.</param>
/// <param name="Author">Who answers for it.</param>
/// <param name="MadeBy">The identity it was made with; null if not known.</param>
/// <param name="MadeAt">When it was made, UTC; null if the policy declares it.</param>
/// <param name="RevokedAt">When it was taken back, UTC; null if it was not.</param>
public sealed record AdjustmentDocument(
    string Id,
    string? Slo,
    AdjustmentKind Kind,
    DateTimeOffset From,
    DateTimeOffset? To,
    IReadOnlyList<DayOfWeek>? Every,
    TimeOnly? At,
    int? DurationMinutes,
    string? TimeZone,
    long Bad,
    long Total,
    string Reason,
    string Author,
    string? MadeBy,
    DateTimeOffset? MadeAt,
    DateTimeOffset? RevokedAt)
{
    /// <summary>The plain values of an adjustment.</summary>
    public static AdjustmentDocument Of(Adjustment adjustment)
    {
        ArgumentNullException.ThrowIfNull(adjustment);
        var recurrence = adjustment.Recurrence;
        return new AdjustmentDocument(
            adjustment.Id.ToString(),
            adjustment.Slo,
            adjustment.Kind,
            adjustment.From.Start,
            adjustment.To?.Start,
            recurrence?.Days,
            recurrence?.At,
            recurrence?.Minutes,
            recurrence?.Zone.Id,
            adjustment.Bad,
            adjustment.Total,
            adjustment.Reason,
            adjustment.Author,
            adjustment.MadeBy,
            adjustment.MadeAt,
            adjustment.RevokedAt);
    }

    /// <summary>The adjustment of these values.</summary>
    /// <exception cref="InvalidDataException">They are none that was ever written.</exception>
    public Adjustment ToAdjustment()
    {
        if (!AdjustmentId.TryParse(Id, out var id) || !Enum.IsDefined(Kind)) throw new InvalidDataException("It is no adjustment.");
        var adjustment = new Adjustment
        {
            Id = id,
            Slo = Slo,
            Kind = Kind,
            From = Minute.Containing(From),
            To = To is { } to ? Minute.Containing(to) : null,
            Recurrence = Every is null ? null : RecurrenceOf(Every),
            Bad = Bad,
            Total = Total,
            Reason = Reason,
            Author = Author,
            MadeBy = MadeBy,
            MadeAt = MadeAt,
            RevokedAt = RevokedAt,
        };
        return adjustment.WhatIsWrong() is { } wrong ? throw new InvalidDataException($"The adjustment makes no sense: {wrong}.") : adjustment;
    }

    private Recurrence RecurrenceOf(IReadOnlyList<DayOfWeek> days)
    {
        try
        {
            return new Recurrence(days, At.GetValueOrDefault(), DurationMinutes.GetValueOrDefault(), TimeZoneInfo.FindSystemTimeZoneById(TimeZone ?? "UTC"));
        }
        catch (Exception exception) when (exception is ArgumentException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new InvalidDataException($"When it recurs cannot be told: {exception.Message}", exception);
        }
    }
}
