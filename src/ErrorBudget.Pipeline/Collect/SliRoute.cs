using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Collect;

/// <summary>Which SLIs a source reads.</summary>
/// <param name="Reads">Whether it reads an SLI.</param>
/// <param name="Source">The source.</param>
public sealed record SliRoute(Func<Sli, bool> Reads, ISliSource Source);
