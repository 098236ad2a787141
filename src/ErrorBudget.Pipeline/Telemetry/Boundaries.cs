using System.Diagnostics.Metrics;

namespace ErrorBudget.Pipeline.Telemetry;

/// <summary>The bucket boundaries of histograms, in seconds. Those that SDKs assume unless told are for milliseconds.</summary>
internal static class Boundaries
{
    /// <summary>For what takes milliseconds to a minute.</summary>
    public static InstrumentAdvice<double> Calls { get; } = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    /// <summary>For what takes a second to days.</summary>
    public static InstrumentAdvice<double> Delays { get; } = new() { HistogramBucketBoundaries = [1, 5, 15, 30, 60, 120, 300, 900, 3600, 21_600, 86_400, 259_200] };
}
