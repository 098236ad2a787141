namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>A query failed. Its message says what failed, where and what to do; it never leaves the Prometheus source.</summary>
internal sealed class PrometheusException(PrometheusFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What it means for other queries.</summary>
    public PrometheusFault Fault { get; } = fault;

    /// <summary>Whether the same query may succeed a moment later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the server asked to wait; null if it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
