using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Counts;

/// <summary>Takes pushed counts: all of a batch, once they are in the queue, or none with the reasons.</summary>
public sealed class AcceptCounts(ICountQueue queue, TimeProvider time)
{
    /// <summary>The most counts of a batch.</summary>
    public const int LargestBatch = 1000;

    /// <summary>How far a writer's clock may be ahead.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>How many reasons are given.</summary>
    private const int Reasons = 20;

    /// <summary>Checks a batch and puts it into the queue.</summary>
    /// <param name="policy">Which SLOs there are and how late their counts may be.</param>
    /// <param name="counts">The batch; the numbers and ids of each have been checked.</param>
    /// <param name="cancellationToken">Stops sending; part of the batch may be in the queue then.</param>
    /// <returns>Why it is refused, each beginning with the place in the batch; empty if it is in the queue.</returns>
    /// <exception cref="StorageException">The queue cannot be reached; part of the batch may be in it. It may be sent again as it is.</exception>
    public async Task<ImmutableArray<string>> RunAsync(Policy policy, IReadOnlyList<PushedCount> counts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(counts);
        var problems = Problems(policy, counts).Take(Reasons).ToImmutableArray();
        if (!problems.IsEmpty) return problems;
        foreach (var message in CountMessage.Split(counts)) await queue.SendAsync(message.ToJson(), cancellationToken);
        return [];
    }

    private IEnumerable<string> Problems(Policy policy, IReadOnlyList<PushedCount> counts)
    {
        var now = time.GetUtcNow();
        var places = new Dictionary<(SloId, string), int>(counts.Count);
        for (var i = 0; i < counts.Count; i++)
        {
            var count = counts[i];
            var problem = Problem(policy, count, now);
            if (problem is null && !places.TryAdd((count.SloId, count.Id), i) && counts[places[(count.SloId, count.Id)]] is var first && first != count)
                problem = FormattableString.Invariant($"'id' is that of [{places[(count.SloId, count.Id)]}], which says something else; every count needs an id of its own.");
            if (problem is not null) yield return FormattableString.Invariant($"[{i}]: {problem}");
        }
    }

    private static string? Problem(Policy policy, PushedCount count, DateTimeOffset now)
    {
        var found = policy.Find(count.Service, count.Slo);
        if (found.IsEmpty) return $"the policy {policy.Version} has no SLO '{count.Slo}' of a service '{count.Service}'.";
        if (found[0].Sli is not PushedSli sli) return $"{count.SloId} is not counted by pushes; its 'sli' in the policy has no 'pushed: true'.";
        if (count.At > now + Skew) return FormattableString.Invariant($"'at' is {count.At:u}, which is in the future; it is {now:u}.");
        var lateness = sli.Settings.LatenessMinutes;
        return now - count.At > TimeSpan.FromMinutes(lateness)
            ? FormattableString.Invariant($"'at' is {count.At:u}, more than {lateness} minutes ago; counts of {count.SloId} may be that late ('lateness_minutes').")
            : null;
    }
}
