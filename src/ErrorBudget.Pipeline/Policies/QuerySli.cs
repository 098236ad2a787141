namespace ErrorBudget.Pipeline.Policies;

/// <summary>Events counted by the user's own PromQL.</summary>
public sealed record QuerySli : Sli
{
    /// <summary>What stands in a query for the length of a bucket.</summary>
    public const string WindowPlaceholder = "{{window}}";

    /// <summary>PromQL for the good events in <c>[{{window}}]</c>; null if <see cref="Bad"/> is given.</summary>
    public string? Good { get; init; }

    /// <summary>PromQL for the bad events in <c>[{{window}}]</c>; null if <see cref="Good"/> is given.</summary>
    public string? Bad { get; init; }

    /// <summary>PromQL for all events in <c>[{{window}}]</c>.</summary>
    public required string Total { get; init; }

    /// <inheritdoc/>
    public override string Canonical => $"{Source}|{Good}|{Bad}|{Total}";
}
