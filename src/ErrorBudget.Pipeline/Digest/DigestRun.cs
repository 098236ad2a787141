using System.Globalization;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Digest;

/// <summary>Sends every owner the digest of the week. May be called again: a digest's id is its week and its owner.</summary>
public sealed class DigestRun(ReportReader reader, INoticeQueue queue)
{
    /// <summary>Sends the digests.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="cancellationToken">Stops between two digests.</param>
    /// <returns>How many were sent.</returns>
    /// <exception cref="StorageException">The store or the queue cannot be reached; call again.</exception>
    public async Task<int> RunAsync(Policy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var audiences = Audience.Of(policy);
        var day = now.UtcDateTime;
        var week = string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(day)}-W{ISOWeek.GetWeekOfYear(day):00}");
        foreach (var audience in audiences)
        {
            var text = DigestText.Of(await reader.ReadAsync(audience, now, cancellationToken));
            var told = new BudgetEvent($"{BudgetEventKind.Digest}|{week}|{audience.Name}", BudgetEventKind.Digest, now, policy.Version)
            {
                Owner = audience.Owner, Channels = audience.Channels, Detail = text,
            };
            await queue.SendAsync(DigestMessage.Of(told), cancellationToken);
        }

        return audiences.Count;
    }
}
