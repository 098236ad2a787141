using ErrorBudget.Pipeline.Dispatch;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>A tracker did not do what it was asked.</summary>
public sealed class TrackerException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="receipt">What became of the attempt; <see cref="Receipt.MayHaveArrived"/> only if something may have been written.</param>
    public TrackerException(Receipt receipt)
        : base(receipt?.Detail) => Receipt = receipt ?? throw new ArgumentNullException(nameof(receipt));

    /// <summary>What became of the attempt.</summary>
    public Receipt Receipt { get; }
}
