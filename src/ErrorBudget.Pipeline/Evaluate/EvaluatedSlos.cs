using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>SLOs with what follows from their counts.</summary>
/// <param name="Slos">The SLOs that could be evaluated, in the order asked for.</param>
/// <param name="Problems">Which could not, and why.</param>
public sealed record EvaluatedSlos(ImmutableArray<EvaluatedSlo> Slos, ImmutableArray<string> Problems);
