using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Dispatch;

namespace ErrorBudget.Pipeline.Tests.Dispatch;

/// <summary>The outside: counts what really arrived, and can be down, refuse, or take something and not say so.</summary>
internal sealed class Receiver : IConsequence
{
    private readonly ConcurrentQueue<Errand> _arrived = new();
    private readonly ConcurrentQueue<Errand> _tried = new();

    public IReadOnlyCollection<Errand> Arrived => _arrived;

    /// <summary>Every attempt, also those that did not arrive.</summary>
    public IReadOnlyCollection<Errand> Tried => _tried;

    /// <summary>What it does with an errand; by default it takes it.</summary>
    public Func<Errand, Receipt> Answer { get; set; } = errand => Receipt.Delivered("taken", $"ref of {errand.Event.Id}");

    /// <summary>Awaited before it answers.</summary>
    public Func<Errand, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public async Task<Receipt> RunAsync(Errand errand, CancellationToken cancellationToken)
    {
        _tried.Enqueue(errand);
        await Before(errand, cancellationToken);
        var receipt = Answer(errand);
        if (receipt.Kind == ReceiptKind.Delivered || receipt.MayHaveArrived) _arrived.Enqueue(errand);
        return receipt;
    }
}
