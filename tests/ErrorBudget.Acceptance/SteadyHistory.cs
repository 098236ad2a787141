using System.Globalization;

namespace ErrorBudget.Acceptance;

/// <summary>
/// Counters that are scraped every 15 seconds and grow evenly within a minute, those of requests within an hour. For such, and
/// only for such, Prometheus' <c>increase()</c>, which extrapolates, gives whole events exactly.
/// </summary>
public sealed class SteadyHistory(Minute start, Minute end)
{
    private const int ScrapeSeconds = 15;
    private const int ScrapesPerMinute = 60 / ScrapeSeconds;

    /// <summary>Far from zero, which <c>increase()</c> would not extrapolate beyond.</summary>
    private const long FirstValue = 1_000_000;

    /// <summary>The minutes that have samples.</summary>
    public MinuteRange Counted => new(start, end);

    /// <summary>Writes the samples in the OpenMetrics format.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine("# TYPE http_requests counter");
        foreach (var code in (int[])[200, 404, 503]) Write(writer, $"http_requests_total{{job=\"search\",code=\"{code}\"}}", minute => RequestsPerScrape(minute, code));
        writer.WriteLine("# TYPE http_request_duration_seconds histogram");
        Write(writer, "http_request_duration_seconds_bucket{job=\"search\",le=\"0.5\"}", FastPerScrape);
        Write(writer, "http_request_duration_seconds_bucket{job=\"search\",le=\"+Inf\"}", _ => 10);
        Write(writer, "http_request_duration_seconds_count{job=\"search\"}", _ => 10);
    }

    /// <summary>How many requests were answered with a code in a minute.</summary>
    public static long Requests(Minute minute, int code) => ScrapesPerMinute * RequestsPerScrape(minute, code);

    /// <summary>How many requests took half a second at most in a minute, of 40.</summary>
    public static long Fast(Minute minute) => ScrapesPerMinute * FastPerScrape(minute);

    private static long RequestsPerScrape(Minute minute, int code)
    {
        var hour = minute.Index / Minute.PerHour;
        return code switch { 200 => 30 + (hour % 7), 404 => 1, _ => hour % 5 == 0 ? 2 : 0 };
    }

    private static long FastPerScrape(Minute minute) => minute.Index % 37 == 0 ? 2 : 10;

    private void Write(TextWriter writer, string series, Func<Minute, long> growth)
    {
        var value = FirstValue;
        for (var minute = start; minute < end; minute += 1)
        {
            for (var scrape = 0; scrape < ScrapesPerMinute; scrape++)
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{series} {value += growth(minute)} {minute.UnixSeconds + (scrape * ScrapeSeconds) + 7}"));
        }
    }
}
