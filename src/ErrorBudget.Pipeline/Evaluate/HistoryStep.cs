using ErrorBudget.Pipeline.Collect;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>The next piece of history to read: whole hours that end where the ledger begins.</summary>
/// <param name="Range">The hours.</param>
/// <param name="Resolution">How fine they are read.</param>
internal readonly record struct HistoryStep(MinuteRange Range, Resolution Resolution);
