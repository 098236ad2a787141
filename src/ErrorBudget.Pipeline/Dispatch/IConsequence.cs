using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>Does one kind of errand: tells a channel, keeps a ticket, switches a flag.</summary>
public interface IConsequence
{
    /// <summary>
    /// Makes one attempt. May be called again for the same errand: after a crash, or when the attempt before was not taken.
    /// Never throws for what the outside system answers, or for its silence.
    /// </summary>
    /// <exception cref="StorageException">The own storage cannot be reached.</exception>
    Task<Receipt> RunAsync(Errand errand, CancellationToken cancellationToken);
}
