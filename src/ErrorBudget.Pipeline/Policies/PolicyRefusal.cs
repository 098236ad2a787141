namespace ErrorBudget.Pipeline.Policies;

/// <summary>A refused policy that people were told of.</summary>
/// <param name="Id">The same for the same problems.</param>
/// <param name="At">When it was first seen, UTC.</param>
public sealed record PolicyRefusal(string Id, DateTimeOffset At);
