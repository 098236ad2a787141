namespace ErrorBudget.Pipeline.Policies;

/// <summary>A time of every day in which tickets wait. May go past midnight. Pages never wait.</summary>
/// <param name="From">When it begins, in local time.</param>
/// <param name="To">When it ends, in local time; before <paramref name="From"/> if it goes past midnight, equal to it for no quiet time at all.</param>
/// <param name="Zone">Whose local time.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, TimeZoneInfo Zone)
{
    /// <summary>When the quiet time that holds at <paramref name="now"/> is over; null if none holds.</summary>
    /// <param name="now">A time, UTC.</param>
    public DateTimeOffset? EndAfter(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var time = TimeOnly.FromDateTime(local.DateTime);
        if (!time.IsBetween(From, To)) return null;
        var end = local.Date + To.ToTimeSpan() + (time >= To ? TimeSpan.FromDays(1) : TimeSpan.Zero);

        // An end that the clocks skip is when they have gone on; of one that they show twice, the first that is still to come.
        while (Zone.IsInvalidTime(end)) end += TimeSpan.FromMinutes(1);
        var offsets = Zone.IsAmbiguousTime(end) ? Zone.GetAmbiguousTimeOffsets(end) : [Zone.GetUtcOffset(end)];
        return offsets.Select(offset => new DateTimeOffset(end, offset).ToUniversalTime()).Where(instant => instant > now).Min();
    }
}
