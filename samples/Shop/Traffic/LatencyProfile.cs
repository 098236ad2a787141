using System.Collections.Immutable;

namespace Shop.Traffic;

/// <summary>How long requests take: a few typical durations and their shares on a good day, and the durations of slow ones.</summary>
internal sealed record LatencyProfile
{
    /// <summary>The histogram's upper bounds in seconds, without +Inf.</summary>
    public static readonly ImmutableArray<double> Bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Seconds and share of each typical duration; the shares sum to 1.</summary>
    public required ImmutableArray<(double Seconds, double Share)> Usual { get; init; }

    /// <summary>Seconds and share of each duration of a request that a fault slows down; the shares sum to 1.</summary>
    public required ImmutableArray<(double Seconds, double Share)> Slowed { get; init; }

    /// <summary>Every duration with its share while <paramref name="slow"/> of the requests are slowed down; always the same durations in the same order.</summary>
    public IEnumerable<(double Seconds, double Share)> Under(double slow) =>
        [.. Usual.Select(usual => (usual.Seconds, usual.Share * (1 - slow))), .. Slowed.Select(slowed => (slowed.Seconds, slowed.Share * slow))];
}
