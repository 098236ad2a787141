using System.Collections.Immutable;
using System.Globalization;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>
/// Events counted by one counter metric (or the buckets of one histogram), told apart by a status label. SLOs whose
/// <see cref="Family"/> is the same are read by one query.
/// </summary>
public sealed record MetricSli : Sli
{
    /// <summary>The counter, for example <c>http_requests_total</c> or <c>http_request_duration_seconds_bucket</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>The label that names the service.</summary>
    public required string ServiceLabel { get; init; }

    /// <summary>The service's value in that label.</summary>
    public required string Service { get; init; }

    /// <summary>The label that tells good from bad, for example <c>code</c>.</summary>
    public required string StatusLabel { get; init; }

    /// <summary>Regular expressions, each matching whole values of <see cref="StatusLabel"/> that are good, for example <c>2..</c>.</summary>
    public required ImmutableArray<string> SuccessValues { get; init; }

    /// <summary>For a histogram: the upper bound of what is fast enough, in the metric's unit. Good is then the bucket at this bound, total the one at +Inf.</summary>
    public decimal? Le { get; init; }

    /// <summary>Further label matchers, which all series must fulfil.</summary>
    public ImmutableArray<LabelMatcher> Matchers { get; init; } = [];

    /// <summary>What SLOs have in common that one query can read.</summary>
    public MetricFamily Family => new(Source, Metric, ServiceLabel, StatusLabel, Le is not null, string.Join(',', Matchers.Select(matcher => matcher.ToString()).Order(StringComparer.Ordinal)));

    /// <inheritdoc/>
    public override string Canonical => string.Create(
        CultureInfo.InvariantCulture, $"{Family}|{Service}|{string.Join('\n', SuccessValues)}|{Le}");
}
