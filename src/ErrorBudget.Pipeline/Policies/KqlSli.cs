namespace ErrorBudget.Pipeline.Policies;

/// <summary>Events counted by the user's own KQL, which gives a row for every bucket with the columns Time, Good and Total.</summary>
public sealed record KqlSli : Sli
{
    /// <summary>What stands in the query for the first instant that is read.</summary>
    public const string FromPlaceholder = "{{from}}";

    /// <summary>What stands in the query for the instant that ends what is read.</summary>
    public const string ToPlaceholder = "{{to}}";

    /// <summary>What stands in the query for the width of a bucket.</summary>
    public const string BinPlaceholder = "{{bin}}";

    /// <summary>The query.</summary>
    public required string Query { get; init; }

    /// <inheritdoc/>
    public override string Canonical => $"kql|{Source}|{Query}";
}
