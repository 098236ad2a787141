using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>
/// Leaves a host alone that has just let two requests in a row wait for nothing: an instance works on a few messages at a
/// time, and each would be held up for as long as one is patient, at the cost of those to other receivers.
/// </summary>
/// <remarks>Only silence counts. Who answers with an error answers soon, and says itself when to come again.</remarks>
internal sealed class HangingHosts(TimeProvider time)
{
    /// <summary>For how long a host is left alone; then one request tries whether it answers.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, ResiliencePipeline<HttpAnswer>> _hosts = new();

    /// <summary>Sends, unless the host is left alone.</summary>
    /// <param name="place">The host and port.</param>
    /// <param name="send">Sends the request.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The answer; null if nothing was sent.</returns>
    public async ValueTask<HttpAnswer?> AskAsync(string place, Func<CancellationToken, Task<HttpAnswer>> send, CancellationToken cancellationToken)
    {
        var host = _hosts.GetOrAdd(place, _ => NewHost());
        try
        {
            return await host.ExecuteAsync(async (sending, token) => await sending(token), send, cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            return null;
        }
    }

    private ResiliencePipeline<HttpAnswer> NewHost() => new ResiliencePipelineBuilder<HttpAnswer> { TimeProvider = time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpAnswer>
        {
            FailureRatio = 1,
            MinimumThroughput = 2,
            SamplingDuration = 3 * OutgoingHttp.Patience,
            BreakDuration = Rest,
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Result is { IsSilence: true }),
        })
        .Build();
}
