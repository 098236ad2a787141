namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>A value of a series at an instant.</summary>
/// <param name="UnixMilliseconds">The instant.</param>
/// <param name="Value">The value; NaN and infinities are possible.</param>
internal readonly record struct PrometheusSample(long UnixMilliseconds, double Value);
