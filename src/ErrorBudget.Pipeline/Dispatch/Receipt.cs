namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>What became of an attempt to tell somebody or do something.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Detail">In words, for logs and the list of what was not delivered; never a secret.</param>
public sealed record Receipt(ReceiptKind Kind, string Detail)
{
    /// <summary>When the receiver wants to be called again, if it says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether it may have been taken although no answer came, so that a repetition may be seen twice.</summary>
    public bool MayHaveArrived { get; init; }

    /// <summary>What the receiver calls it, for what follows: a message's timestamp, a ticket's number. At most 1,000 characters.</summary>
    public string? Reference { get; init; }

    /// <summary>It was taken.</summary>
    public static Receipt Delivered(string detail, string? reference = null) => new(ReceiptKind.Delivered, detail) { Reference = reference };

    /// <summary>There was nothing to do.</summary>
    public static Receipt Skipped(string why) => new(ReceiptKind.Skipped, why);

    /// <summary>It could not be taken now.</summary>
    public static Receipt Unavailable(string why, TimeSpan? retryAfter = null) => new(ReceiptKind.Unavailable, why) { RetryAfter = retryAfter };

    /// <summary>It waits on purpose.</summary>
    /// <param name="why">For what.</param>
    /// <param name="wait">How long, at least.</param>
    public static Receipt Postponed(string why, TimeSpan wait) => new(ReceiptKind.Postponed, why) { RetryAfter = wait };

    /// <summary>It is wrong.</summary>
    public static Receipt Refused(string why) => new(ReceiptKind.Refused, why);
}
