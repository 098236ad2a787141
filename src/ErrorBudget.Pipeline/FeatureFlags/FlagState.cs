namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>A feature flag as it stands in its store.</summary>
/// <param name="Flag">Its id.</param>
/// <param name="IsOn">Whether it is on; null if the store cannot be asked.</param>
/// <param name="Version">Changes with every change to the flag; always the same if the store cannot be asked.</param>
/// <param name="Rest">A digest of all of it but whether it is on.</param>
/// <param name="Content">What the store needs to write it back.</param>
public sealed record FlagState(string Flag, bool? IsOn, string Version, string Rest, string Content);
