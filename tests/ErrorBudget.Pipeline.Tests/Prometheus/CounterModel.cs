using System.Globalization;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>
/// A counter as a program counts and Prometheus scrapes it every 15 seconds, and independently of PromQL the events that
/// can be known of each minute: every event once, at the first minute's end at which a scrape has shown it.
/// </summary>
internal sealed class CounterModel
{
    private const int Scrape = 15;
    private const int Lookback = 300;

    /// <summary>The labels, <c>__name__</c> among them.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The first scrape, in Unix seconds; not on a minute, so that lookback has no edge cases.</summary>
    public required long From { get; init; }

    /// <summary>No scrape at or after this, in Unix seconds.</summary>
    public required long To { get; init; }

    /// <summary>The events in the 15 seconds before a scrape.</summary>
    public required Func<long, int> Events { get; init; }

    /// <summary>Scrapes before which the program started anew.</summary>
    public IReadOnlyCollection<long> Restarts { get; init; } = [];

    /// <summary>Scrapes that failed although the program counted on.</summary>
    public Func<long, bool> IsAway { get; init; } = _ => false;

    /// <summary>Whether what it counted before its first scrape happened since its target is watched.</summary>
    public bool IsBornWatched { get; init; }

    /// <summary>What Prometheus scraped.</summary>
    public IEnumerable<(long Time, double Value)> Samples()
    {
        var value = 0L;
        for (var time = From; time < To; time += Scrape)
        {
            if (Restarts.Contains(time)) value = 0;
            value += Events(time);
            if (!IsAway(time)) yield return (time, value);
        }
    }

    /// <summary>The events of each minute; null where the counter is not seen at the minute's end.</summary>
    public long?[] Truth(MinuteRange range)
    {
        var truth = new long?[range.Length];
        var (shown, hidden, lastScrape, seenBefore) = (0L, 0L, long.MinValue / 2, IsBornWatched);
        var scrape = From;
        for (var end = Minute.Containing(DateTimeOffset.FromUnixTimeSeconds(From)) + 1; end <= range.End; end += 1)
        {
            for (; scrape <= end.UnixSeconds && scrape < To; scrape += Scrape)
            {
                // What the old program counted since the last minute's end is lost with it.
                if (Restarts.Contains(scrape)) (shown, hidden) = (0, 0);
                hidden += Events(scrape);
                if (IsAway(scrape)) continue;
                (shown, hidden, lastScrape) = (shown + hidden, 0, scrape);
            }

            if (end.UnixSeconds - lastScrape >= Lookback) continue;
            if (end > range.Start) truth[end - 1 - range.Start] = seenBefore ? shown : 0;
            (shown, seenBefore) = (0, true);
        }

        return truth;
    }

    /// <summary>Writes the samples in the OpenMetrics format.</summary>
    public void Write(TextWriter writer)
    {
        var labels = string.Join(',', Labels.Where(label => label.Key != "__name__").Select(label => $"{label.Key}=\"{Escaped(label.Value)}\""));
        foreach (var (time, value) in Samples())
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Labels["__name__"]}{{{labels}}} {value} {time}"));
    }

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
