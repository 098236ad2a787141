namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>How far an errand is.</summary>
public enum DeliveryState
{
    /// <summary>Somebody is at it until the lease is over.</summary>
    Claimed,

    /// <summary>It will be tried again.</summary>
    Waiting,

    /// <summary>It is done.</summary>
    Delivered,

    /// <summary>There was nothing to do.</summary>
    Skipped,

    /// <summary>It was given up; a person has to look.</summary>
    Undelivered,
}
