namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>What became of an attempt to tell somebody or do something.</summary>
public enum ReceiptKind
{
    /// <summary>It was taken.</summary>
    Delivered,

    /// <summary>There was nothing to do, for the reason in the detail.</summary>
    Skipped,

    /// <summary>It could not be taken now; it is worth trying again.</summary>
    Unavailable,

    /// <summary>It is wrong, and trying again makes no difference until a person changes something.</summary>
    Refused,

    /// <summary>It waits on purpose, for quiet hours to end or another instance to finish: no failure, and no attempt was made.</summary>
    Postponed,
}
