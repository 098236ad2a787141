namespace ErrorBudget;

/// <summary>Where the zones lie, in percent of the budget remaining, compared unrounded.</summary>
public sealed record ZoneThresholds
{
    /// <summary>80, 50, 20 and 7 days.</summary>
    public static ZoneThresholds Default { get; } = new();

    /// <summary>Above this it is <see cref="Zone.Standard"/>. Percent, at least <see cref="MonitorFromPct"/>.</summary>
    public decimal StandardAbovePct { get; init; } = 80;

    /// <summary>From here up it is <see cref="Zone.Monitor"/>. Percent, at least <see cref="SignOffFromPct"/>.</summary>
    public decimal MonitorFromPct { get; init; } = 50;

    /// <summary>From here up it is <see cref="Zone.SignOff"/>, below <see cref="Zone.Block"/>. Percent.</summary>
    public decimal SignOffFromPct { get; init; } = 20;

    /// <summary>Exhausted for this many days or longer it is <see cref="Zone.Freeze"/>; 1 or more.</summary>
    public int FreezeAfterDays { get; init; } = 7;

    /// <summary>
    /// The most closed zone there is: a budget that would lie in a more closed one lies here. <see cref="Zone.Freeze"/>
    /// holds nothing back; a gate that is only to ask for sign-offs stops at <see cref="Zone.SignOff"/>.
    /// </summary>
    public Zone Strictest { get; init; } = Zone.Freeze;

    /// <summary>The zone of a budget.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="exhaustedMinutes">For how many minutes without a break it has been exhausted; 0 if it is not.</param>
    public Zone ZoneOf(Budget budget, int exhaustedMinutes) =>
        budget.Remaining is { } remaining ? (Zone)Math.Min((int)ZoneOf(remaining * 100, budget, exhaustedMinutes), (int)Strictest) : Zone.Unknown;

    private Zone ZoneOf(decimal remainingPct, Budget budget, int exhaustedMinutes) => remainingPct switch
    {
        _ when budget.IsExhausted && exhaustedMinutes >= FreezeAfterDays * Minute.PerDay => Zone.Freeze,
        var pct when pct > StandardAbovePct => Zone.Standard,
        var pct when pct >= MonitorFromPct => Zone.Monitor,
        var pct when pct >= SignOffFromPct => Zone.SignOff,
        _ => Zone.Block,
    };
}
