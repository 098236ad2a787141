namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>What is known of an errand, so that it is done once whoever comes to it and however often.</summary>
/// <param name="Key">Its name.</param>
/// <param name="State">How far it is.</param>
/// <param name="FirstSeenAt">When somebody first came to it, UTC.</param>
public sealed record DeliveryRecord(DeliveryKey Key, DeliveryState State, DateTimeOffset FirstSeenAt)
{
    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>Until when nobody else may try, UTC; means something only while it is claimed.</summary>
    public DateTimeOffset ClaimedUntil { get; init; }

    /// <summary>What became of the latest attempt, in words.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What the receiver calls it; null if it says nothing.</summary>
    public string? Reference { get; init; }

    /// <summary>Whether an attempt may have arrived without an answer.</summary>
    public bool MayHaveArrived { get; init; }

    /// <summary>The stored version; null if it is not stored yet.</summary>
    public string? ETag { get; init; }

    /// <summary>Whether nobody will try again.</summary>
    public bool IsFinal => State is DeliveryState.Delivered or DeliveryState.Skipped or DeliveryState.Undelivered;

    /// <summary>Somebody begins an attempt. If the one before never ended, what it sent may have arrived.</summary>
    /// <param name="until">Until when nobody else may try, UTC.</param>
    public DeliveryRecord Claim(DateTimeOffset until) => this with
    {
        State = DeliveryState.Claimed,
        ClaimedUntil = until,
        Attempts = Attempts + 1,
        MayHaveArrived = MayHaveArrived || State == DeliveryState.Claimed,
    };

    /// <summary>What became of an attempt.</summary>
    /// <param name="receipt">The attempt's receipt.</param>
    /// <param name="isGivenUp">Whether it is not to be tried again although it could be.</param>
    public DeliveryRecord With(Receipt receipt, bool isGivenUp = false)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return this with
        {
            State = receipt.Kind switch
            {
                ReceiptKind.Delivered => DeliveryState.Delivered,
                ReceiptKind.Skipped => DeliveryState.Skipped,
                ReceiptKind.Postponed => DeliveryState.Waiting,
                ReceiptKind.Unavailable when !isGivenUp => DeliveryState.Waiting,
                _ => DeliveryState.Undelivered,
            },
            Detail = receipt.Detail,
            Reference = receipt.Reference ?? Reference,
            MayHaveArrived = MayHaveArrived || receipt.MayHaveArrived,
        };
    }

    /// <summary>What became of it, for an errand that follows.</summary>
    public Receipt AsReceipt() => new(State == DeliveryState.Delivered ? ReceiptKind.Delivered : ReceiptKind.Skipped, Detail) { Reference = Reference, MayHaveArrived = MayHaveArrived };
}
