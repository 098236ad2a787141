using ErrorBudget.Pipeline.Dispatch;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>Tells a channel what happened.</summary>
/// <param name="channels">Sends messages.</param>
public sealed class TellChannel(NoticeChannels channels) : IConsequence
{
    /// <inheritdoc/>
    public Task<Receipt> RunAsync(Errand errand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errand);
        return errand.Policy.Channels.TryGetValue(errand.Target, out var channel)
            ? channels.TellAsync(channel, NoticeComposer.Compose(errand), cancellationToken)
            : Task.FromResult(Receipt.Refused($"the policy no longer names the channel {errand.Target}"));
    }
}
