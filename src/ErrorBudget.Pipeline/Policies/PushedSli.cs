using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>Events that programs count themselves and push. It has no server in the policy.</summary>
public sealed record PushedSli : Sli
{
    private const string SourceName = "pushed";

    /// <summary>What is pushed to this app.</summary>
    public PushedSli() => Source = SourceName;

    /// <inheritdoc/>
    public override ImmutableArray<string> Sources => [];

    /// <summary>When its counts can be relied on.</summary>
    public PushedSettings Settings { get; init; } = new();

    /// <inheritdoc/>
    /// <remarks>However late counts may be, what was pushed is the same.</remarks>
    public override string Canonical => "pushed";
}
