namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>The low-traffic guards that one place of a policy names; what it leaves out comes from the place around it.</summary>
/// <param name="MinimumBad">The fewest bad events; null if left out.</param>
/// <param name="MinimumTotal">The fewest events; null if left out.</param>
/// <param name="Significance">The greatest probability of chance; null if left out.</param>
internal sealed record LowTrafficDraft(long? MinimumBad, long? MinimumTotal, decimal? Significance)
{
    private const long Most = 1_000_000_000_000;

    /// <summary>Names nothing.</summary>
    public static LowTrafficDraft None { get; } = new(null, null, null);

    /// <summary>The section <c>low_traffic</c> of a section; <see cref="None"/> if it is left out.</summary>
    public static LowTrafficDraft Read(Fields parent) => parent.Section("low_traffic", Sections.LowTraffic) is not { } fields
        ? None
        : new LowTrafficDraft(
            fields.Long("minimum_bad", 0, Most),
            fields.Long("minimum_total", 0, Most),
            fields.Number("significance", NumberRange.Probability));

    /// <summary>These guards, completed by others.</summary>
    public LowTrafficDraft Over(LowTrafficDraft outer) =>
        new(MinimumBad ?? outer.MinimumBad, MinimumTotal ?? outer.MinimumTotal, Significance ?? outer.Significance);

    /// <summary>These guards, completed by complete ones.</summary>
    public LowTrafficGuards On(LowTrafficGuards outer) =>
        new(MinimumBad ?? outer.MinimumBad, MinimumTotal ?? outer.MinimumTotal, Significance ?? outer.Significance);
}
