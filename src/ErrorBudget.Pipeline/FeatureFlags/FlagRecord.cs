using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>
/// What was done to a flag, and is being done. One for each flag of a store, whichever services have it in their policy:
/// it is one switch, and stays off until the last of them needs it no longer.
/// </summary>
/// <param name="Store">The store's name in the policy.</param>
/// <param name="Flag">The flag's id.</param>
public sealed record FlagRecord(string Store, string Flag)
{
    /// <summary>How many episodes are remembered; those that are over are forgotten first.</summary>
    public const int MaximumEpisodes = 50;

    /// <summary>The episodes, the oldest first.</summary>
    public ImmutableArray<FlagEpisode> Episodes { get; init; } = [];

    /// <summary>What was begun and not ended.</summary>
    public FlagIntent? Intent { get; init; }

    /// <summary>The version in which we left the flag, off; null if we did not switch it off, or somebody changed it since.</summary>
    public string? LeftVersion { get; init; }

    /// <summary>The record's version in the store; null if it is new.</summary>
    [JsonIgnore]
    public string? Version { get; init; }

    /// <summary>An episode; a new one if it is not known.</summary>
    public FlagEpisode Episode(string id) => Episodes.FirstOrDefault(episode => episode.Id == id) ?? new FlagEpisode(id, IsOver: false);

    /// <summary>Whether another episode than this is not over.</summary>
    public bool IsHeldByOther(string id) => Episodes.Any(episode => episode.Id != id && !episode.IsOver);

    /// <summary>The record with an episode as it is now.</summary>
    public FlagRecord With(FlagEpisode episode)
    {
        var episodes = Episodes.Any(known => known.Id == episode.Id) ? [.. Episodes.Select(known => known.Id == episode.Id ? episode : known)] : Episodes.Add(episode);
        while (episodes.Length > MaximumEpisodes) episodes = episodes.Remove(episodes.FirstOrDefault(old => old.IsOver) ?? episodes[0]);
        return this with { Episodes = episodes };
    }

    /// <summary>The record with what became of an episode's switching; nothing is being done any more.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="turnsOn">Which switching.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="leftVersion">What <see cref="LeftVersion"/> is afterwards.</param>
    public FlagRecord With(string episode, bool turnsOn, FlagResult result, string? leftVersion) =>
        With(Episode(episode).With(turnsOn, result)) with { Intent = null, LeftVersion = leftVersion };

    /// <summary>
    /// Finds out what became of a switching that was begun and whose end nobody saw. At the version it began from nothing
    /// happened. If the flag is as it was to be and nothing else of it changed, it was us. Anything else was somebody else,
    /// before us or after us, and their change stands.
    /// </summary>
    /// <param name="state">The flag as it is now.</param>
    /// <param name="now">The time, UTC.</param>
    public FlagRecord Settle(FlagState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (Intent is not { } intent || state.Version == intent.FromVersion) return this;
        var wasUs = state.IsOn == intent.TurnsOn && state.Rest == intent.FromRest;
        return With(
            intent.Episode, intent.TurnsOn, FlagResult.Of(wasUs ? FlagOutcome.Switched : FlagOutcome.LeftAlone, now),
            wasUs && !intent.TurnsOn ? state.Version : null);
    }
}
