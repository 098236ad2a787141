using ErrorBudget.Pipeline.Counts;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>Counts that are written in one transaction.</summary>
internal sealed class CountBatch
{
    private CountBatch(IReadOnlyList<(PushedCount Count, byte[] Digest)> items)
    {
        Counts = [.. items.Select(item => item.Count)];
        Digests = [.. items.Select(item => item.Digest)];
    }

    /// <summary>The counts, each with another id.</summary>
    public IReadOnlyList<PushedCount> Counts { get; }

    /// <summary>What stands for their ids.</summary>
    public IReadOnlyList<byte[]> Digests { get; }

    /// <summary>The sums they are added to.</summary>
    public IEnumerable<IGrouping<(Minute Hour, SloId Slo), PushedCount>> Hours => Counts.GroupBy(count => (count.Minute.Hour, count.SloId));

    /// <summary>Puts as many as fit into a transaction: a row for each id, one for each sum and one for the list of ids. Counts of an hour stay together.</summary>
    public static IEnumerable<CountBatch> Pack(IEnumerable<PushedCount> counts)
    {
        var distinct = counts.Select(count => (Count: count, Digest: CountKeys.Digest(count)))
            .DistinctBy(item => CountKeys.Id(item.Digest))
            .OrderBy(item => item.Count.Minute.Hour).ThenBy(item => item.Count.SloId.ToString(), StringComparer.Ordinal);
        var (batch, hours) = (new List<(PushedCount, byte[])>(), new HashSet<(Minute, SloId)>());
        foreach (var item in distinct)
        {
            var hour = (item.Count.Minute.Hour, item.Count.SloId);
            if (1 + batch.Count + 1 + hours.Count + (hours.Contains(hour) ? 0 : 1) > SloWrites.MaximumEntities)
            {
                yield return new CountBatch(batch);
                batch.Clear();
                hours.Clear();
            }

            batch.Add(item);
            hours.Add(hour);
        }

        if (batch.Count > 0) yield return new CountBatch(batch);
    }

    /// <summary>Without those of these keys.</summary>
    public CountBatch Without(IReadOnlySet<string> ids) =>
        new([.. Counts.Zip(Digests).Where(item => !ids.Contains(CountKeys.Id(item.Second))).Select(item => (item.First, item.Second))]);
}
