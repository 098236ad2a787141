namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>What can happen to a budget.</summary>
public enum BudgetEventKind
{
    /// <summary>A burn-rate rule fired.</summary>
    BurnStarted,

    /// <summary>A burn-rate rule that fired has resolved.</summary>
    BurnResolved,

    /// <summary>The budget moved into another zone.</summary>
    ZoneChanged,

    /// <summary>The budget is spent.</summary>
    BudgetExhausted,

    /// <summary>The budget has been spent for as long as a step of the escalation says.</summary>
    StillExhausted,

    /// <summary>The budget has been spent for so long that releases are frozen.</summary>
    FreezeStarted,

    /// <summary>A spent budget has something left again.</summary>
    BudgetRecovered,

    /// <summary>So little is left that a reliability sprint is due.</summary>
    SprintDue,

    /// <summary>There is again more left than the border of a reliability sprint.</summary>
    SprintOver,

    /// <summary>There have been no data for so long that the SLO is unknown.</summary>
    DataMissing,

    /// <summary>There are data again.</summary>
    DataReturned,

    /// <summary>The source says that there were more good events than events, or another impossible count.</summary>
    CountsRejected,

    /// <summary>The burn over the fast window has reached the threshold at which feature flags are switched off.</summary>
    RollbackDue,

    /// <summary>The burn over the fast window is below that threshold again.</summary>
    RollbackOver,

    /// <summary>Feature flags were switched off, or found to be off or changed by somebody.</summary>
    FlagsSwitchedOff,

    /// <summary>Feature flags were switched on again.</summary>
    FlagsSwitchedOn,

    /// <summary>A changed policy was refused; the one before stays in force.</summary>
    PolicyRefused,

    /// <summary>A policy was accepted after one was refused.</summary>
    PolicyAccepted,

    /// <summary>A team's weekly digest.</summary>
    Digest,

    /// <summary>An SLO hardly used its budget over a year: its target may be too lax, or nobody depends on it.</summary>
    ReviewDue,
}
