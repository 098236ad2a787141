using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Backtest;

/// <summary>The past as the sources of a policy still have it, read into memory.</summary>
/// <param name="source">The sources.</param>
/// <param name="policy">The policy that says how long its sources take to have everything.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Told the fraction that is read, 0 to 1; null for nobody.</param>
public sealed class SourceLedgers(ISliSource source, Policy policy, TimeProvider time, IProgress<double>? progress = null) : ILedgers
{
    private const int StepHours = 24;

    /// <inheritdoc/>
    public async Task<LedgerReading> ReadAsync(IReadOnlyCollection<Objective> objectives, int days, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        var (pasts, failures) = (new Dictionary<SloId, Past>(), new Dictionary<SloId, string>());
        var now = time.GetUtcNow();
        var groups = objectives.GroupBy(objective =>
        {
            var through = policy.Settled(objective, now);
            return (Hours: Reach.Back(objective.Slo, through, days).Hour, Minutes: Reach.MinutesBack(objective.Slo, through, days), Through: through);
        }).ToList();
        var steps = groups.Sum(group => Steps(new MinuteRange(group.Key.Minutes, group.Key.Through)).Count() + Steps(new MinuteRange(group.Key.Hours, group.Key.Minutes)).Count());
        var done = 0;
        foreach (var group in groups)
        {
            var ledgers = group.ToDictionary(objective => objective.Slo.Id, _ => Ledger.StartingAt(group.Key.Minutes));
            foreach (var step in Steps(new MinuteRange(group.Key.Minutes, group.Key.Through)))
                await ReadAsync(step, Resolution.Minute, (slo, ledger, counts) => ledger.Append(counts, slo.Slices));
            foreach (var step in Steps(new MinuteRange(group.Key.Hours, group.Key.Minutes)).Reverse())
                await ReadAsync(step, Resolution.Hour, (slo, ledger, counts) => ledger.Prepend([.. counts.Chunk(1)], slo.Slices).Ledger);
            foreach (var (slo, ledger) in ledgers) pasts.Add(slo, new Past(ledger, group.Key.Minutes));

            async Task ReadAsync(MinuteRange step, Resolution resolution, Func<Slo, Ledger, IReadOnlyList<Bucket>, Ledger> extend)
            {
                Objective[] left = [.. group.Where(objective => ledgers.ContainsKey(objective.Slo.Id))];
                progress?.Report((double)done++ / steps);
                if (left.Length == 0) return;
                var reading = await source.ReadAsync(left, step, resolution, cancellationToken);
                foreach (var objective in left)
                {
                    var id = objective.Slo.Id;
                    if (reading.Counts.TryGetValue(id, out var counts)) ledgers[id] = extend(objective.Slo, ledgers[id], counts);
                    else if (ledgers.Remove(id)) failures[id] = reading.Failures[id];
                }
            }
        }

        progress?.Report(1);
        return new LedgerReading(pasts, failures);
    }

    private static IEnumerable<MinuteRange> Steps(MinuteRange range)
    {
        for (var start = range.Start; start < range.End; start += StepHours * Minute.PerHour)
            yield return new MinuteRange(start, Minute.Min(start + (StepHours * Minute.PerHour), range.End));
    }
}
