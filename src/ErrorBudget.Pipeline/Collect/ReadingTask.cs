using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Collect;

/// <summary>A part of a reading that succeeds or fails as one.</summary>
/// <param name="Objectives">The objectives it reads.</param>
/// <param name="RunAsync">Reads it.</param>
internal sealed record ReadingTask(IReadOnlyCollection<Objective> Objectives, Func<CancellationToken, Task> RunAsync);
