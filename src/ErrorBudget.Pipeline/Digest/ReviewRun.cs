using System.Globalization;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Digest;

/// <summary>
/// Reminds every owner once a quarter to review the objectives, and points out those that hardly used their budget over a
/// year. May be called again: ids are made of the quarter and the owner or SLO.
/// </summary>
public sealed class ReviewRun(ReportReader reader, SnapshotReader snapshots, INoticeQueue queue)
{
    /// <summary>Sends the reminders.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="cancellationToken">Stops between two messages.</param>
    /// <returns>How many messages were sent.</returns>
    /// <exception cref="StorageException">The store or the queue cannot be reached; call again.</exception>
    public async Task<int> RunAsync(Policy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var quarter = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime.Year}-Q{((now.UtcDateTime.Month - 1) / 3) + 1}");
        var events = new List<BudgetEvent>();
        foreach (var audience in Audience.Of(policy))
        {
            var report = await reader.ReadAsync(audience, now, cancellationToken);
            events.Add(new BudgetEvent($"{BudgetEventKind.Digest}|{quarter}|{audience.Name}", BudgetEventKind.Digest, now, policy.Version)
            {
                Owner = audience.Owner, Channels = audience.Channels, Detail = ReviewText.Of(report, quarter),
            });
        }

        foreach (var objective in policy.Objectives)
        {
            var slo = objective.Slo;
            if (await reader.ReadYearAsync(slo, policy.RetentionDays, cancellationToken) is not { IsReviewDue: true } year) continue;
            events.Add(new BudgetEvent($"{BudgetEventKind.ReviewDue}|{slo.Id}|{quarter}", BudgetEventKind.ReviewDue, now, policy.Version)
            {
                Service = slo.Id.Service,
                Slo = slo.Id.Slo,
                Detail = ReviewText.Of(slo, year),
                Facts = await snapshots.FindAsync(slo.Id, cancellationToken) is { } snapshot ? BudgetFacts.Of(snapshot) : null,
            });
        }

        foreach (var told in events) await queue.SendAsync(DigestMessage.Of(told), cancellationToken);
        return events.Count;
    }
}
