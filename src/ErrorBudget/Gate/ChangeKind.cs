namespace ErrorBudget;

/// <summary>What a pipeline wants to release.</summary>
public enum ChangeKind
{
    /// <summary>An ordinary change.</summary>
    Standard,

    /// <summary>A change that cannot wait, for example a security patch: may go out in the block zone with a sign-off.</summary>
    Critical,

    /// <summary>A repair of the service: let through unless the policy says otherwise.</summary>
    Fix,

    /// <summary>Going back to an earlier version: let through unless the policy says otherwise.</summary>
    Rollback,
}
