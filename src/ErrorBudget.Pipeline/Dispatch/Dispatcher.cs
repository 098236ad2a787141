using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>
/// Attends to what happened: every consequence at every place once, independently of the others. What cannot be done now
/// goes back into the queue by itself, with growing pauses, for days; what is refused is listed for a person at once.
/// </summary>
public sealed class Dispatcher(ErrandRunner runner, INoticeQueue queue, ILogger<Dispatcher> log)
{
    /// <summary>Attends to a message of the queue. May be called for the same message again, and by several at once.</summary>
    /// <param name="message">The message.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="cancellationToken">Stops; what was done stays done.</param>
    /// <exception cref="StorageException">The storage cannot be reached: the message has to be handled again.</exception>
    public async Task RunAsync(DispatchMessage message, Policy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(policy);
        var happened = message.Event;
        var objective = happened.SloId is { } slo ? policy.Find(slo.Service, slo.Slo).FirstOrDefault() : null;
        var targets = message.Target is { } only ? [only] : Routes.Of(happened, policy, objective);
        if (targets.Count == 0) log.LogInformation("{Kind} of {Service}/{Slo} at {At:u}: nobody is to be told", happened.Kind, happened.Service, happened.Slo, happened.At.UtcDateTime);
        await Task.WhenAll(targets.Select(target => AttendAsync(new Errand(happened, target, policy, objective), message.Attempts, cancellationToken)));
    }

    private async Task AttendAsync(Errand errand, int? attempts, CancellationToken cancellationToken)
    {
        if (await runner.RunAsync(errand, attempts, cancellationToken) is not { } later) return;
        await queue.PostponeAsync(new DispatchMessage(errand.Event, errand.Target) { Attempts = later.Attempts }.ToJson(), later.Pause, cancellationToken);
    }
}
