using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>Gives each errand to whoever does its kind.</summary>
/// <param name="channels">Tells a channel.</param>
/// <param name="tickets">Keeps a ticket.</param>
/// <param name="flags">Switches a flag.</param>
public sealed class Consequences(IConsequence channels, IConsequence tickets, IConsequence flags) : IConsequence
{
    /// <inheritdoc/>
    /// <exception cref="StorageException">The own storage cannot be reached.</exception>
    public Task<Receipt> RunAsync(Errand errand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errand);
        var kind = errand.Target.StartsWith(Routes.Ticket, StringComparison.Ordinal) ? tickets
            : errand.Target.StartsWith(Routes.Flag, StringComparison.Ordinal) ? flags
            : channels;
        return kind.RunAsync(errand, cancellationToken);
    }
}
