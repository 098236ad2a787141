using System.Text.RegularExpressions;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>
/// Makes of the PromQL in a ratio metric the PromQL for the events of one bucket. OpenSLO leaves open what a query means;
/// only shapes are taken for which there is one answer, and all of them become <c>sum(increase(selector[{{window}}]))</c>.
/// </summary>
internal static class CounterQuery
{
    /// <summary>What can be read, for messages.</summary>
    public const string Shapes = "a counter, sum(counter), increase(counter[5m]) or rate(counter[5m]), the last two with or without sum() around, or any PromQL with [{{window}}]";

    private const string Name = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private const string Text = """("([^"\\]|\\.)*"|'([^'\\]|\\.)*'|`[^`]*`)""";
    private const string Matcher = $@"[a-zA-Z_][a-zA-Z0-9_]*\s*(=~|!~|!=|=)\s*{Text}";
    private const string Matchers = $@"\{{\s*({Matcher}\s*(,\s*{Matcher}\s*)*,?\s*)?\}}";
    private const string Selector = $@"(?<selector>{Name}(\s*{Matchers})?|{Matchers})";
    private const string Range = @"\[\s*([0-9]+(ms|[smhdwy])([0-9]+(ms|[smhdwy]))*|\{\{\s*\.?window\s*\}\})\s*\]";
    private const string Growth = $@"(increase|rate)\s*\(\s*{Selector}\s*{Range}\s*\)";

    // The text is anybody's, so matching must take linear time.
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private static readonly Regex[] Counters = [Whole(Selector), Whole(Summed(Selector))];
    private static readonly Regex[] Growths = [Whole(Growth), Whole(Summed(Growth))];

    /// <summary>The query for a bucket; null if it cannot be told what the query counts.</summary>
    /// <param name="query">The query as OpenSLO has it.</param>
    /// <param name="isCounter">Whether its metric is declared to be a counter.</param>
    /// <remarks>
    /// The range of a growth is how the author sampled it; the events of a bucket are its growth over the bucket. A rate is
    /// the same events per second, so that it and the other query of the ratio both become events.
    /// </remarks>
    public static string? Of(string query, bool isCounter)
    {
        if (SelectorIn(Growths, query) is { } grown) return EventsOf(grown);
        if (SelectorIn(Counters, query) is { } counter) return isCounter ? EventsOf(counter) : null;
        return query.Contains(QuerySli.WindowPlaceholder, StringComparison.Ordinal) ? query : null;
    }

    /// <summary>Whether it could be read if its metric were declared to be a counter.</summary>
    public static bool NeedsCounter(string query) => SelectorIn(Counters, query) is not null;

    private static string? SelectorIn(Regex[] shapes, string query) =>
        shapes.Select(shape => shape.Match(query)).FirstOrDefault(match => match.Success)?.Groups["selector"].Value;

    private static string EventsOf(string selector) => $"sum(increase({selector}[{QuerySli.WindowPlaceholder}]))";

    private static string Summed(string expression) => $@"sum\s*\(\s*{expression}\s*\)";

    private static Regex Whole(string expression) => new($@"\A\s*{expression}\s*\z", Options);
}
