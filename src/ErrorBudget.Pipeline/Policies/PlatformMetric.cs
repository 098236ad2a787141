using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>A platform metric that counts events, as the sum over those of its series that have the values of some dimensions.</summary>
/// <param name="Name">The metric's name in the REST API, for example <c>Http5xx</c>.</param>
/// <param name="Dimensions">The dimensions and the values they must have; empty for all events.</param>
public sealed record PlatformMetric(string Name, ImmutableSortedDictionary<string, string> Dimensions)
{
    /// <summary>The filter of the REST API; empty if there are no dimensions. A quote in a value is doubled (OData).</summary>
    public string Filter => string.Join(" and ", Dimensions.Select(dimension => $"{dimension.Key} eq '{dimension.Value.Replace("'", "''", StringComparison.Ordinal)}'"));

    /// <inheritdoc/>
    public bool Equals(PlatformMetric? other) => other is not null && Name == other.Name && Filter == other.Filter;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Filter);
}
