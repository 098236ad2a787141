using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Collect;

/// <summary>
/// Counts journeys: reads their members in the same call as everything else, so that what one query can read stays one
/// query, and makes the journeys' minutes of theirs. A journey is read when all its members are.
/// </summary>
/// <param name="source">Counts what is no journey.</param>
public sealed class JourneySource(ISliSource source) : ISliSource
{
    /// <inheritdoc/>
    public async Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        var journeys = objectives.Where(objective => objective.Sli is JourneySli).ToList();
        if (journeys.Count == 0) return await source.ReadAsync(objectives, range, resolution, cancellationToken);

        var asked = objectives.Where(objective => objective.Sli is not JourneySli).ToList();
        var members = MembersOf(journeys);
        if (resolution == Resolution.Minute)
        {
            var all = await source.ReadAsync([.. asked.Concat(members).DistinctBy(objective => objective.Slo.Id)], range, resolution, cancellationToken);
            return Merged(Only(all, asked), new JourneyCounts(all, range).Of(journeys));
        }

        // An hour of a member does not tell in which minutes it had data, or in which it missed its target.
        var minutes = await source.ReadAsync(members, range, Resolution.Minute, cancellationToken);
        var hours = ByTheHour(new JourneyCounts(minutes, range).Of(journeys));
        return asked.Count == 0 ? hours : Merged(await source.ReadAsync(asked, range, resolution, cancellationToken), hours);
    }

    /// <summary>What is to be read for journeys: their members, and the members of those that are journeys themselves.</summary>
    private static List<Objective> MembersOf(IEnumerable<Objective> journeys)
    {
        var seen = new HashSet<SloId>();
        var members = new List<Objective>();
        var left = new Stack<Objective>(journeys);
        while (left.TryPop(out var next))
        {
            if (!seen.Add(next.Slo.Id)) continue;
            if (next.Sli is not JourneySli journey) members.Add(next);
            else foreach (var member in journey.Members) left.Push(member.Objective);
        }

        return members;
    }

    /// <summary>What of a reading was asked for; what was read for journeys alone is told by them.</summary>
    private static SliReading Only(SliReading all, List<Objective> asked)
    {
        var ids = asked.Select(objective => objective.Slo.Id).ToHashSet();
        return new SliReading(
            all.Counts.Where(counts => ids.Contains(counts.Key)).ToDictionary(),
            all.Failures.Where(failure => ids.Contains(failure.Key)).ToDictionary(),
            [.. all.Rejections.Where(rejection => ids.Contains(rejection.Slo))]);
    }

    private static SliReading ByTheHour(SliReading minutes) => minutes with
    {
        Counts = minutes.Counts.ToDictionary(
            counts => counts.Key,
            counts => (IReadOnlyList<Bucket>)[.. counts.Value.Chunk(Minute.PerHour).Select(hour => hour.Aggregate(Tally.Zero, (sum, minute) => sum.Plus(minute))).Select(Hour)]),
    };

    private static Bucket Hour(Tally sum) => sum.KnownMinutes == 0 ? Bucket.Unknown : Bucket.Of(sum.Good, sum.Total, (int)sum.KnownMinutes);

    private static SliReading Merged(SliReading one, SliReading other) => new(
        one.Counts.Concat(other.Counts).ToDictionary(),
        one.Failures.Concat(other.Failures).ToDictionary(),
        [.. one.Rejections, .. other.Rejections]);
}
