namespace ErrorBudget;

/// <summary>What a minute of a journey is in which a member has no data.</summary>
public enum MissingMember
{
    /// <summary>Unknown, unless it is missed whatever the member did.</summary>
    Unknown,

    /// <summary>What the other members make of it; unknown if no member has data.</summary>
    Ignore,
}
