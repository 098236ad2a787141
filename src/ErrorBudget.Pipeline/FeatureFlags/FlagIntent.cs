namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>A switching that was begun. Written before the store is called, so that after a crash the next attempt can find out.</summary>
/// <param name="Episode">For which episode.</param>
/// <param name="TurnsOn">Whether the flag is switched on; otherwise off.</param>
/// <param name="FromVersion">The version it is switched from.</param>
/// <param name="FromRest">The digest of what the switching leaves as it is.</param>
/// <param name="LeaseUntil">Until when others leave the flag to who wrote this, UTC.</param>
public sealed record FlagIntent(string Episode, bool TurnsOn, string FromVersion, string FromRest, DateTimeOffset LeaseUntil)
{
    /// <summary>Longer than a call to a store may take.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
}
