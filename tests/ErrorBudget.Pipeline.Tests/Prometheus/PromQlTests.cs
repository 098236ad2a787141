using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Prometheus;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>The text of queries.</summary>
public sealed class PromQlTests
{
    private static readonly MetricFamily Requests = new("prometheus", "http_requests_total", "service", "code", IsHistogram: false, "env=\"prod\",zone!=\"x\"");

    [Fact]
    public void An_escaped_name_matches_itself_and_nothing_else() =>
        Gen.Select(Gen.String, Gen.String).Sample((name, other) =>
            Regex.IsMatch(name, $@"\A(?:{PromQl.Escaped(name)})\z") && (name == other || !Regex.IsMatch(other, $@"\A(?:{PromQl.Escaped(name)})\z")));

    [Fact]
    public void Only_operators_are_escaped_so_that_Prometheus_can_look_names_up() => Assert.Equal(@"a-b_c/d\.e\+", PromQl.Escaped("a-b_c/d.e+"));

    [Fact]
    public void Matchers_stand_in_every_selector()
    {
        var exact = new CounterPromQl(Requests, ["a"], [], Resolution.Hour).Exact(30);

        Assert.Equal(Regex.Count(exact, "http_requests_total"), Regex.Count(exact, "http_requests_total\\{service=~\"a\",env=\"prod\",zone!=\"x\"\\}"));
    }

    [Fact]
    public void A_steady_minute_is_one_selector_for_counts_and_one_for_changes()
    {
        var quick = new CounterPromQl(Requests, ["a", "b"], [], Resolution.Minute).Quick();

        Assert.Equal(2, Regex.Count(quick, "http_requests_total"));
    }

    [Theory]
    [InlineData("1", "1", "1.0")]
    [InlineData("0.5", "0.5", "0.50")]
    [InlineData("0.500", "0.5", "0.50")]
    [InlineData("10000", "10000", "10000.0")]
    [InlineData("1000000", "1000000", "1e+06", "1.0E6")]
    [InlineData("1048576", "1.048576e+06", "1048576.0", "1.048576E6")]
    [InlineData("0.00001", "0.00001", "1e-05", "1.0E-5", "1.0e-05")]
    [InlineData("0", "0", "0.0")]
    public void A_bound_is_found_however_it_is_spelled(string bound, params string[] spellings)
    {
        var all = BoundSpelling.Of(decimal.Parse(bound, CultureInfo.InvariantCulture)).ToArray();

        Assert.Subset(all.ToHashSet(), spellings.ToHashSet());
        Assert.All(all, spelling => Assert.Equal(double.Parse(bound, CultureInfo.InvariantCulture), BoundSpelling.Parse(spelling)));
    }

    [Fact]
    public void Success_values_match_whole_values_only()
    {
        var success = new SuccessValues(["2..", "304", "OK"], ignoreCase: false);

        Assert.True(success.Contains("200") && success.Contains("304") && success.Contains("OK"));
        Assert.False(success.Contains("1200") || success.Contains("2000") || success.Contains("200\n") || success.Contains("ok") || success.Contains(""));
    }

    [Fact]
    public void Chunks_hold_every_objective_once_within_the_limits()
    {
        Gen.String[Gen.Char.AlphaNumeric, 1, 40].Array[1, 60].Sample(names =>
        {
            var objectives = names.Distinct().SelectMany(name => new[] { Declared.Availability(name), Declared.Availability(name, "strict"), Declared.Latency(name, 1) }).ToArray();
            var limits = PrometheusLimits.Default with { ServicesPerQuery = 7, ServiceListLength = 100 };

            var chunks = CounterChunk.Of(objectives, limits, StringComparer.Ordinal).ToArray();

            Assert.Equal(objectives.Select(objective => objective.Slo.Id).Order(ById), chunks.SelectMany(chunk => chunk.Objectives).Select(objective => objective.Slo.Id).Order(ById));
            Assert.All(chunks, chunk => Assert.InRange(chunk.Services.Length, 1, 7));
            Assert.All(chunks, chunk => Assert.True(chunk.Services.Length == 1 || string.Join('|', chunk.Services).Length < 100));
            Assert.All(chunks, chunk => Assert.All(chunk.Objectives, objective => Assert.Contains(((MetricSli)objective.Sli).Service, chunk.Services)));
        });
    }

    private static Comparer<SloId> ById => Comparer<SloId>.Create((left, right) => string.CompareOrdinal(left.ToString(), right.ToString()));
}
