using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>Lays out messages for one kind of channel and sends them.</summary>
/// <typeparam name="TChannel">The kind.</typeparam>
public interface INoticeChannel<in TChannel>
    where TChannel : Channel
{
    /// <summary>Makes one attempt to send. Never throws for what the receiver answers, or for its silence.</summary>
    Task<Receipt> TellAsync(TChannel channel, Notice notice, CancellationToken cancellationToken);
}
