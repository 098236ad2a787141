namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>One stretch of time in which an SLO burned so fast that a flag had to be off.</summary>
/// <param name="Id">The episode.</param>
/// <param name="IsOver">Whether it has ended.</param>
public sealed record FlagEpisode(string Id, bool IsOver)
{
    /// <summary>What became of switching off; null while nothing did.</summary>
    public FlagResult? Off { get; init; }

    /// <summary>What became of switching on again; null while nothing did.</summary>
    public FlagResult? On { get; init; }

    /// <summary>One of the two.</summary>
    public FlagResult? Result(bool turnsOn) => turnsOn ? On : Off;

    /// <summary>The same with one of the two.</summary>
    public FlagEpisode With(bool turnsOn, FlagResult result) => turnsOn ? this with { On = result } : this with { Off = result };
}
