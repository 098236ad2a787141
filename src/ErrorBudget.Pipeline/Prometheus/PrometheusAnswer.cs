using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>The answer to a query.</summary>
/// <param name="Status"><c>success</c> or <c>error</c>; empty if it was not given.</param>
/// <param name="ResultType"><c>vector</c>, <c>matrix</c>, <c>scalar</c> or <c>string</c>; empty if it was not given.</param>
/// <param name="Series">The series; a scalar is a series without labels.</param>
/// <param name="Warnings">What the server warned of: the answer may be partial.</param>
/// <param name="ErrorType">The kind of error, for example <c>bad_data</c>; empty if there was none.</param>
/// <param name="Error">The error; empty if there was none.</param>
/// <param name="HasNativeHistograms">Whether values were native histograms, which are no numbers and not in <paramref name="Series"/>.</param>
internal sealed record PrometheusAnswer(
    string Status,
    string ResultType,
    ImmutableArray<PrometheusSeries> Series,
    ImmutableArray<string> Warnings,
    string ErrorType,
    string Error,
    bool HasNativeHistograms);
