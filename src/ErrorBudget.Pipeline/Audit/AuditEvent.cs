namespace ErrorBudget.Pipeline.Audit;

/// <summary>What an audit row tells of.</summary>
public enum AuditEvent
{
    /// <summary>The release gate answered.</summary>
    Decided,

    /// <summary>A sign-off was granted.</summary>
    SignOffGranted,

    /// <summary>A sign-off was revoked.</summary>
    SignOffRevoked,

    /// <summary>A feature flag was switched off because a budget burned too fast.</summary>
    FlagSwitchedOff,

    /// <summary>A feature flag was switched on again.</summary>
    FlagSwitchedOn,

    /// <summary>An adjustment was made.</summary>
    AdjustmentMade,

    /// <summary>An adjustment was revoked.</summary>
    AdjustmentRevoked,
}
