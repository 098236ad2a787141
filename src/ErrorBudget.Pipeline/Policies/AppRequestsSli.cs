using System.Collections.Immutable;
using System.Globalization;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>
/// Requests that Application Insights recorded. Good are those that succeeded, within a time if one is given; sampled rows count
/// for as many requests as they stand for.
/// </summary>
public sealed record AppRequestsSli : Sli
{
    /// <summary>The roles that answer, as in <c>AppRoleName</c>; at least one.</summary>
    public required ImmutableArray<string> Roles { get; init; }

    /// <summary>The operations that count, as in <c>OperationName</c>; empty for all.</summary>
    public ImmutableArray<string> Operations { get; init; } = [];

    /// <summary>Up to how many milliseconds a request is fast enough; null if its duration does not matter.</summary>
    public decimal? WithinMs { get; init; }

    /// <inheritdoc/>
    public override string Canonical => string.Create(
        CultureInfo.InvariantCulture, $"app_requests|{Source}|{string.Join('\n', Roles)}|{string.Join('\n', Operations)}|{WithinMs}");
}
