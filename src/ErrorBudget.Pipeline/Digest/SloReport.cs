using ErrorBudget.Pipeline.Budgets;

namespace ErrorBudget.Pipeline.Digest;

/// <summary>What a digest says of one SLO.</summary>
/// <param name="Slo">The SLO as declared.</param>
/// <param name="Snapshot">Where it stands; null if it was never evaluated.</param>
/// <param name="WeekAgo">The budget a week before, by today's target and window; null if it is not known.</param>
/// <param name="WorstHour">The hour of the week that took most of the budget; null if none burned above its pace.</param>
/// <param name="Past">The last four weeks; null if too little is known of them.</param>
public sealed record SloReport(Slo Slo, Snapshot? Snapshot, Budget? WeekAgo, WorstHour? WorstHour, RecentPast? Past);
