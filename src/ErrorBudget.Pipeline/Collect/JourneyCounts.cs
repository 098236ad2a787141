using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Collect;

/// <summary>Makes the minutes of journeys of a reading of their members, each journey once however many others hold it.</summary>
/// <param name="members">The minutes of all members that are no journeys themselves.</param>
/// <param name="range">The stretch that was read.</param>
internal sealed class JourneyCounts(SliReading members, MinuteRange range)
{
    private readonly Dictionary<SloId, Bucket[]> _counts = [];
    private readonly Dictionary<SloId, string> _failures = [];
    private readonly List<Rejection> _rejections = [];

    /// <summary>The reading of journeys.</summary>
    public SliReading Of(IReadOnlyCollection<Objective> journeys)
    {
        foreach (var journey in journeys) Read(journey);
        var ids = journeys.Select(journey => journey.Slo.Id).ToHashSet();
        return new SliReading(
            _counts.Where(counts => ids.Contains(counts.Key)).ToDictionary(counts => counts.Key, counts => (IReadOnlyList<Bucket>)counts.Value),
            _failures.Where(failure => ids.Contains(failure.Key)).ToDictionary(),
            [.. _rejections.Where(rejection => ids.Contains(rejection.Slo))]);
    }

    /// <summary>The minutes of a journey or of another member; null if they could not be read.</summary>
    private IReadOnlyList<Bucket>? Read(Objective objective)
    {
        var id = objective.Slo.Id;
        if (objective.Sli is not JourneySli journey) return members.Counts.GetValueOrDefault(id);
        if (_counts.TryGetValue(id, out var known)) return known;
        if (_failures.ContainsKey(id)) return null;

        var columns = new IReadOnlyList<Bucket>[journey.Members.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var member = journey.Members[i].Objective;
            if (Read(member) is not { } column)
            {
                _failures.Add(id, $"the member {member.Slo.Id} of the journey could not be read: {Failure(member.Slo.Id)}");
                return null;
            }

            columns[i] = column;
        }

        return _counts[id] = Combine(id, journey.Rule, columns);
    }

    private Bucket[] Combine(SloId id, JourneyRule rule, IReadOnlyList<Bucket>[] columns)
    {
        var minutes = new Bucket[range.Length];
        var members = new Bucket[columns.Length];
        for (var i = 0; i < minutes.Length; i++)
        {
            for (var member = 0; member < members.Length; member++) members[member] = columns[member][i];
            if (rule.Combine(members) is { } bucket) minutes[i] = bucket;
            else _rejections.Add(new Rejection(id, range.Start + i, "The weighted sum of the members' events is too large to be counted: use smaller weights."));
        }

        return minutes;
    }

    private string Failure(SloId member) => _failures.GetValueOrDefault(member) ?? members.Failures.GetValueOrDefault(member) ?? "its source did not answer for it";
}
