using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>An SLO and what it was evaluated from.</summary>
/// <param name="Objective">The objective, with all that is laid over its counts.</param>
/// <param name="Ledger">Its counts, with the hours at hand that its windows begin in.</param>
/// <param name="Snapshot">What follows from them.</param>
public sealed record EvaluatedSlo(Objective Objective, Ledger Ledger, Snapshot Snapshot);
