using ErrorBudget.Pipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Queues;

/// <summary>
/// Hands a queue's messages to a handler as the Functions host does: at least once each, hidden from others while they are
/// handled, tried a number of times, then moved to the poison queue. What is not base64 goes there at once.
/// </summary>
/// <param name="queue">The queue.</param>
/// <param name="handle">Handles a message's text; an exception means that it is to be tried again.</param>
/// <param name="options">How often, how long and how many.</param>
/// <param name="time">The clock for pauses and renewals.</param>
/// <param name="log">Tells of failures.</param>
public sealed class QueuePump(
    StorageQueue queue, Func<string, CancellationToken, Task> handle, QueuePumpOptions options, TimeProvider time, ILogger log)
{
    /// <summary>Pumps until it is asked to stop; then ends what it is handling, takes nothing more and returns.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = options.MinimumPause;
        var working = new List<Task>(options.Parallel);
        while (!stop.IsCancellationRequested)
        {
            var taken = await TakeAsync(options.Parallel - working.Count, stop);
            working.AddRange(taken.Select(message => HandleAsync(message)));
            pause = taken.Count > 0 ? options.MinimumPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, options.MaximumPause.Ticks));

            if (working.Count == options.Parallel) await OneOfAsync(working, stop);
            else if (taken.Count == 0) await PauseAsync(pause, stop);
            working.RemoveAll(task => task.IsCompleted);
        }

        await Task.WhenAll(working);
    }

    private async Task<IReadOnlyList<TakenMessage>> TakeAsync(int most, CancellationToken stop)
    {
        try
        {
            return most == 0 ? [] : await queue.TakeAsync(most, options.Lease, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return [];
        }
        catch (StorageException unreachable)
        {
            log.LogError("Messages wait: {Message}", unreachable.Message);
            return [];
        }
    }

    private static async Task OneOfAsync(List<Task> working, CancellationToken stop)
    {
        Task one = Task.WhenAny(working);
        await one.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Jitter keeps several processes from asking at the same moments.</summary>
    private async Task PauseAsync(TimeSpan pause, CancellationToken stop) =>
        await Task.Delay(pause * (0.8 + (0.2 * Random.Shared.NextDouble())), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Never throws: whatever happens to one message, the others go on, and this one comes back when its time is over.</summary>
    private async Task HandleAsync(TakenMessage message)
    {
        try
        {
            // A message that killed its process each time was never seen to fail.
            if (message.Text is null || message.Attempt > options.MaximumTries) await PoisonAsync(message);
            else if (await TryAsync(message, message.Text)) await message.DeleteAsync(CancellationToken.None);
            else if (!message.IsOurs) return;
            else if (message.Attempt >= options.MaximumTries) await PoisonAsync(message);
            else await message.HideAsync(options.RetryDelay, CancellationToken.None);
        }
        catch (StorageException unreachable)
        {
            log.LogError("Message {Id} comes back when its time is over: {Message}", message.Id, unreachable.Message);
        }
    }

    private async Task<bool> TryAsync(TakenMessage message, string text)
    {
        using var done = new CancellationTokenSource();
        using var lost = new CancellationTokenSource();
        var renewal = RenewAsync(message, lost, done.Token);
        try
        {
            await handle(text, lost.Token);
            return true;
        }
#pragma warning disable CA1031 // Whatever the handler throws means the same: not handled, to be tried again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogError(
                "A message of {Queue} could not be handled (try {Attempt} of {Tries}): {Message}",
                queue.Name, message.Attempt, options.MaximumTries, failure.Message);
            return false;
        }
        finally
        {
            await done.CancelAsync();
            await renewal;
        }
    }

    /// <summary>Keeps a message hidden while it is handled, and says so when somebody else has got it after all.</summary>
    private async Task RenewAsync(TakenMessage message, CancellationTokenSource lost, CancellationToken done)
    {
        while (true)
        {
            await Task.Delay(options.Lease / 3, time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested) return;
            try
            {
                if (await message.HideAsync(options.Lease, CancellationToken.None)) continue;
                log.LogWarning("Message {Id} of {Queue} has been taken by another process meanwhile", message.Id, queue.Name);
                await lost.CancelAsync();
                return;
            }
            catch (StorageException unreachable)
            {
                log.LogWarning("Message {Id} could not be kept, which is tried again: {Message}", message.Id, unreachable.Message);
            }
        }
    }

    private async Task PoisonAsync(TakenMessage message)
    {
        await message.PoisonAsync(CancellationToken.None);
        log.LogError(
            "A message of {Queue} is now in its poison queue: {Reason}",
            queue.Name, message.Text is null ? "it is not base64" : FormattableString.Invariant($"{options.MaximumTries} tries failed"));
    }
}
