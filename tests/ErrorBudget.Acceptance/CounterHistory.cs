using System.Globalization;

namespace ErrorBudget.Acceptance;

/// <summary>
/// What four services did up to a moment, as counters scraped every 15 seconds, and the truth about each minute: errors in
/// bursts, restarts, a service that is idle and one that was away.
/// </summary>
public sealed class CounterHistory(Minute start, Minute end)
{
    /// <summary>The services.</summary>
    public static IReadOnlyList<string> Services { get; } = ["checkout", "restarting", "idle", "away"];

    private const int ScrapeSeconds = 15;
    private const int AwayFrom = 300;
    private const int AwayMinutes = 90;

    /// <summary>For so many minute ends Prometheus still takes a last sample of 8 seconds before for the present one: its lookback is 5 minutes.</summary>
    private const int LookbackMinutes = 4;

    /// <summary>The minutes that have counts: the first one only sets the counters' level.</summary>
    public MinuteRange Counted => new(start + 1, end);

    /// <summary>Writes the samples in the OpenMetrics format.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine("# TYPE http_requests counter");
        foreach (var service in Services)
        {
            foreach (var code in (string[])["200", "500"])
            {
                foreach (var (second, value) in Samples(service, code == "500"))
                    writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"http_requests_total{{service=\"{service}\",code=\"{code}\",job=\"shop\",instance=\"{service}:80\"}} {value} {second}"));
            }
        }
    }

    /// <summary>What happened in a minute.</summary>
    public Bucket Truth(string service, Minute minute)
    {
        var offset = minute - start;
        if (service == "away" && offset >= AwayFrom && offset < AwayFrom + AwayMinutes)
            return offset < AwayFrom + LookbackMinutes ? Bucket.Of(0, 0) : Bucket.Unknown;

        // What happened while nobody looked is counted when it is seen again.
        var first = service == "away" && offset == AwayFrom + AwayMinutes ? AwayFrom : offset;
        var (good, bad) = (0L, 0L);
        for (var scrape = first * 4; scrape < (offset + 1) * 4; scrape++)
        {
            good += Growth(service, false, scrape);
            bad += Growth(service, true, scrape);
        }

        return Bucket.Of(good, good + bad);
    }

    private IEnumerable<(long Second, long Value)> Samples(string service, bool bad)
    {
        var value = 0L;
        for (var scrape = 0; scrape < (end - start) * 4; scrape++)
        {
            // A restart loses what was counted; what is counted since is all that grew.
            if (service == "restarting" && scrape % 700 == 0) value = 0;
            value += Growth(service, bad, scrape);
            var away = service == "away" && scrape >= AwayFrom * 4 && scrape < (AwayFrom + AwayMinutes) * 4;
            if (!away) yield return (start.UnixSeconds + (scrape * ScrapeSeconds) + 7, value);
        }
    }

    /// <summary>How much a counter grew between two scrapes.</summary>
    private static long Growth(string service, bool bad, int scrape) => (service, bad) switch
    {
        ("idle", _) => 0,
        (_, false) => 20 + (scrape % 11),
        ("checkout", true) => scrape % 900 < 40 ? 3 : 0,
        (_, true) => scrape % 13 == 0 ? 1 : 0,
    };
}
