using System.Collections.Immutable;
using Shop.Traffic;

namespace Shop.History;

/// <summary>
/// What a service's counters showed at every scrape of its past: per outcome a cumulative count, which starts again from
/// zero wherever the service was restarted.
/// </summary>
internal sealed class ServiceHistory
{
    /// <summary>How far apart the samples are. Coarser than the live scrapes: a past of weeks stays small.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>New versions were rolled out on these days, counted back from the last one, at 09:30 UTC.</summary>
    private static readonly int[] RestartDaysAgo = [2, 5, 9, 12];

    private ServiceHistory(SimulatedService service, ImmutableArray<DateTimeOffset> times, ImmutableArray<(Outcome Outcome, long[] Values)> counters)
    {
        Service = service;
        Times = times;
        Counters = counters;
    }

    public SimulatedService Service { get; }

    public ImmutableArray<DateTimeOffset> Times { get; }

    /// <summary>Each outcome's counter at each of the <see cref="Times"/>.</summary>
    public ImmutableArray<(Outcome Outcome, long[] Values)> Counters { get; }

    /// <summary>Simulates a service's past. The same arguments give the same past.</summary>
    public static ServiceHistory Simulate(SimulatedService service, DateTimeOffset end, int days, int seed)
    {
        var count = (int)(TimeSpan.FromDays(days) / Step) + 1;
        ImmutableArray<DateTimeOffset> times = [.. Enumerable.Range(0, count).Select(index => end - ((count - 1 - index) * Step))];
        var requests = new RequestStream(service, new Random(seed));
        ImmutableArray<(Outcome Outcome, long[] Values)> counters =
            [.. service.Mix(Fault.None).Select(way => (way.Outcome, new long[count]))];
        // The first sample is the state after a start: every counter at zero.
        for (var index = 1; index < count; index++)
        {
            var since = times[index - 1];
            var restarted = RestartedBetween(since, times[index], end);
            var outcome = 0;
            foreach (var (_, requestsSince) in requests.Draw(since, Step, service.FaultAt(since, end)))
            {
                var values = counters[outcome++].Values;
                values[index] = (restarted ? 0 : values[index - 1]) + requestsSince;
            }
        }

        return new ServiceHistory(service, times, counters);
    }

    private static bool RestartedBetween(DateTimeOffset from, DateTimeOffset to, DateTimeOffset end)
    {
        var today = DateOnly.FromDateTime(end.UtcDateTime);
        return RestartDaysAgo
            .Select(days => new DateTimeOffset(today.AddDays(-days), new TimeOnly(9, 30), TimeSpan.Zero))
            .Any(restart => restart > from && restart <= to);
    }
}
