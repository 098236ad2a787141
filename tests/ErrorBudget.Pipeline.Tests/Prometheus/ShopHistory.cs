using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>Twelve hours of a shop: one service for each thing that happens to counters.</summary>
internal sealed class ShopHistory
{
    private readonly List<CounterModel> _models = [];

    public ShopHistory()
    {
        Counter("steady", "200", from: Begin, Noise(40));
        Counter("steady", "404", from: Begin, Noise(4));
        Counter("steady", "500", from: Begin, Noise(2));

        // Restarts: on a minute, within one, and one from a few events to none for a while.
        Counter("restarting", "200", Begin, Noise(40), restarts: [At(120) + 7, At(240) + 37, At(241) + 52]);
        Counter("restarting", "500", Begin, time => time > At(300) && time < At(310) ? 0 : Noise(3)(time), restarts: [At(300) + 7]);

        // The first error comes mid-way with many others on a target that is watched.
        Counter("first-errors", "200", Begin, Noise(20));
        Counter("first-errors", "500", At(200) + 22, time => time == At(200) + 22 ? 70 : Noise(5)(time), watched: true);

        // The first request ever of a target that was watched idle; and a target that turns up with a history of its own.
        Counter("first-request", "200", At(200) + 22, time => time == At(200) + 22 ? 7 : Noise(5)(time), watched: true);
        Counter("newcomer", "200", At(200) + 22, time => time == At(200) + 22 ? 5_000_000 : Noise(5)(time));

        // Away for six hours, counting on or restarted meanwhile.
        Counter("vanishing", "200", Begin, Noise(20), away: time => time > At(120) && time < At(480));
        Counter("vanishing", "500", Begin, Noise(2), away: time => time > At(120) && time < At(480));
        Counter("rebuilt", "200", Begin, time => time < At(460) ? 50 : Noise(5)(time), restarts: [At(460) + 7], away: time => time > At(120) && time < At(480));

        Counter("flawless", "200", Begin, Noise(20));
        Counter("idle", "200", Begin, time => time == Begin ? 1234 : 0);

        Counter("pods", "200", Begin, Noise(20), pod: 0);
        Counter("pods", "500", Begin, Noise(2), pod: 0, restarts: [At(301) + 7]);
        Counter("pods", "200", At(90) + 22, Noise(20), pod: 1);
        Counter("pods", "500", At(100) + 22, Noise(2), pod: 1, watched: true);

        foreach (var name in OddNames)
        {
            Counter(name, "200", Begin, Noise(9));
            Counter(name, "503", Begin, Noise(1));
        }

        // What a careless regular expression would count too.
        Counter("aXb", "200", Begin, Noise(9));

        Histogram("timed", "200", Noise(20), Begin, watched: false);
        Histogram("timed", "500", Noise(2), At(200) + 22, watched: true);
        foreach (var pod in _models.Select(model => model.Labels["instance"]).Distinct().ToArray()) Up(pod);
    }

    /// <summary>Names that mean something else in a regular expression, in PromQL or in JSON.</summary>
    public static ImmutableArray<string> OddNames { get; } =
        ["a.b", "a|b", "shop (eu)", "x\\y\"z", "ümlaut", "a+b*", "[c]", "{d}", "^e$", "new\nline", ".*"];

    /// <summary>The minutes that are read: 10 of the 12 hours.</summary>
    public static MinuteRange Read { get; } = new(Minute.Containing(DateTimeOffset.FromUnixTimeSeconds(At(60))), Minute.Containing(DateTimeOffset.FromUnixTimeSeconds(At(660))));

    private static long Begin => At(0) + 7;

    /// <summary>Writes everything in the OpenMetrics format.</summary>
    public void Write(TextWriter writer)
    {
        foreach (var metric in _models.GroupBy(model => model.Labels["__name__"]))
        {
            writer.WriteLine($"# TYPE {metric.Key} unknown");
            foreach (var model in metric) model.Write(writer);
        }
    }

    /// <summary>What is to be counted of a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="isGood">Which statuses are good.</param>
    /// <param name="le">For the histogram: the bound.</param>
    public Bucket[] Truth(string service, Func<string, bool> isGood, string? le = null)
    {
        var models = _models.Where(model => model.Labels.GetValueOrDefault("service") == service && model.Labels.ContainsKey("code")).ToArray();
        var totals = Sum(models.Where(model => model.Labels.GetValueOrDefault("le", "+Inf") == "+Inf"));
        var good = Sum(models.Where(model => isGood(model.Labels["code"]) && model.Labels.GetValueOrDefault("le") == le));
        return [.. totals.Zip(good, (total, good) => total is null ? Bucket.Unknown : Bucket.Of(good ?? 0, total.Value))];
    }

    /// <summary>The instant so many minutes after the history's beginning, in Unix seconds.</summary>
    private static long At(int minutes) => new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() + (minutes * 60L);

    /// <summary>0 to <paramref name="most"/> events before each scrape, differently for each time but always the same.</summary>
    private static Func<long, int> Noise(int most) => time => (int)((ulong)(time * 2_654_435_761L) % 1_000_003 % (ulong)(most + 1));

    private static long?[] Sum(IEnumerable<CounterModel> models)
    {
        var sum = new long?[Read.Length];
        foreach (var truth in models.Select(model => model.Truth(Read)))
        {
            for (var i = 0; i < sum.Length; i++)
            {
                if (truth[i] is { } events) sum[i] = sum[i].GetValueOrDefault() + events;
            }
        }

        return sum;
    }

    private void Counter(
        string service, string code, long from, Func<long, int> events, int pod = 0, bool watched = false, long[]? restarts = null, Func<long, bool>? away = null) =>
        _models.Add(new CounterModel
        {
            Labels = Labels("http_requests_total", service, pod, ("code", code)),
            From = from,
            To = At(720),
            Events = events,
            Restarts = restarts ?? [],
            IsAway = away ?? (_ => false),
            IsBornWatched = watched,
        });

    private void Histogram(string service, string code, Func<long, int> events, long from, bool watched)
    {
        foreach (var (le, share) in new[] { ("0.1", 2), ("1", 3), ("+Inf", 4) })
        {
            _models.Add(new CounterModel
            {
                Labels = Labels("http_request_duration_seconds_bucket", service, 0, ("code", code), ("le", le)),
                From = from,
                To = At(720),
                Events = time => events(time) * share / 4,
                IsBornWatched = watched,
            });
        }
    }

    /// <summary>A target is up when it is scraped; it was before its first series if that is born watched.</summary>
    private void Up(string instance)
    {
        var models = _models.Where(model => model.Labels["instance"] == instance).ToArray();
        var first = models.Where(model => !model.IsBornWatched).Select(model => model.From).DefaultIfEmpty(Begin).Min();
        _models.Add(new CounterModel
        {
            Labels = new Dictionary<string, string> { ["__name__"] = "up", ["job"] = "shop", ["instance"] = instance },
            From = first,
            To = At(720),
            Events = time => time == first ? 1 : 0,
            IsAway = time => models.All(model => model.IsAway(time)),
        });
    }

    private static Dictionary<string, string> Labels(string metric, string service, int pod, params (string Name, string Value)[] more)
    {
        var labels = new Dictionary<string, string>
        {
            ["__name__"] = metric,
            ["job"] = "shop",
            ["instance"] = $"{string.Concat(service.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}-{service.Length}-{pod}",
            ["service"] = service,
        };
        foreach (var (name, value) in more) labels[name] = value;
        return labels;
    }
}
