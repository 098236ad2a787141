using System.Collections.Immutable;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Notices;

namespace ErrorBudget.Pipeline.Tests.Notices;

/// <summary>Messages whose names and reasons want to be something else: pings, links, markup, page breakers, too long.</summary>
internal static class Hostile
{
    public static ImmutableArray<string> Texts { get; } =
    [
        "<!channel> & <@U123|boss> <!here>",
        "a|b>c &amp; <https://evil.example|login>",
        "*bold* _it_ ~gone~ `code` [link](https://evil.example) # head",
        "two\nlines\r\n# head\n> quote\n- list\ttab",
        "\u202Eabc\u2066 שלום \u0000\u0007\u2028",
        string.Concat(Enumerable.Repeat("🔥", 250)),
        new string('&', 499) + "<",
        new string('_', 500),
        new string('x', 500),
    ];

    /// <summary>Every sample with every text in every place that takes one.</summary>
    public static IEnumerable<Notice> Notices() =>
        from text in Texts
        from sample in NoticeSamples.All
        select NoticeComposer.Compose(With(sample.Errand, text));

    /// <summary>A message in which everything is as long as it can be.</summary>
    public static Notice Endless(string text)
    {
        var endless = string.Concat(Enumerable.Repeat(text, 20_000 / text.Length));
        return NoticeComposer.Compose(NoticeSamples.Errand(NoticeSamples.BurnStarted)) with
        {
            Title = endless,
            Summary = endless,
            Facts = [.. Enumerable.Range(0, 100).Select(number => new NoticeFact($"{number} {endless}", endless))],
            Consequences = [.. Enumerable.Repeat(endless, 100)],
            Links = [.. Enumerable.Range(0, 100).Select(number => new NoticeLink($"{number} {endless}", new Uri($"https://example.com/{number}?q={new string('&', 500)}")))],
        };
    }

    private static Errand With(Errand errand, string text)
    {
        var happened = errand.Event;
        var objective = errand.Objective is { } known
            ? known with { FeatureFlags = known.FeatureFlags with { Flags = [text] }, Tickets = known.Tickets with { Tracker = text } }
            : null;
        return new Errand(
            happened with
            {
                Id = $"{happened.Kind}|{text}",
                Episode = happened.Episode is null ? null : $"{text}{happened.Episode}",
                PolicyVersion = text,
                Service = happened.Service is null ? null : text,
                Slo = happened.Slo is null ? null : text,
                Rule = happened.Rule is null ? null : text,
                InhibitedBy = happened.InhibitedBy is null ? null : text,
                Detail = text,
                Facts = happened.Facts is { } facts ? facts with { Owner = text, Window = text } : null,
            },
            errand.Target,
            errand.Policy,
            objective);
    }
}
