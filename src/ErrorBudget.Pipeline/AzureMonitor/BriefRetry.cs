using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>Asks again with growing, jittered delays, unless the service asks for more patience than a tick has.</summary>
internal sealed class BriefRetry() : RetryPolicy(maxRetries: 2, DelayStrategy.CreateExponentialDelayStrategy(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5)))
{
    /// <summary>The longest wait that is spent within a tick.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long a response asks to wait (RFC 9110, section 10.2.3); null if it does not.</summary>
    public static TimeSpan? WaitOf(Response response, DateTimeOffset now)
    {
        if (!response.Headers.TryGetValue("Retry-After", out var text)) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at - now : null;
    }

    /// <inheritdoc/>
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) => IsBrief(message) && base.ShouldRetry(message, exception);

    /// <inheritdoc/>
    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) => IsBrief(message) && await base.ShouldRetryAsync(message, exception);

    private static bool IsBrief(HttpMessage message) => !message.HasResponse || WaitOf(message.Response, DateTimeOffset.UtcNow) is not { } wait || wait <= Patience;
}
