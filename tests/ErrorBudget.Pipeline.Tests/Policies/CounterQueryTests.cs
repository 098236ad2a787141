using System.Diagnostics;
using ErrorBudget.Pipeline.Policies.OpenSlo;

namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>Which PromQL of OpenSLO documents can be read as counting events, and as what.</summary>
public sealed class CounterQueryTests
{
    [Theory]
    [InlineData("requests_total", "requests_total")]
    [InlineData(" requests_total { code =~ \"2..|3..\", job='shop', } ", "requests_total { code =~ \"2..|3..\", job='shop', }")]
    [InlineData("""{__name__="requests_total"}""", """{__name__="requests_total"}""")]
    [InlineData("""sum(requests_total{path="/a)b[5m]\"}"})""", """requests_total{path="/a)b[5m]\"}"}""")]
    [InlineData("sum( requests_total{} )", "requests_total{}")]
    public void Of_a_counter_the_events_are_its_increase(string query, string selector)
    {
        Assert.Equal($"sum(increase({selector}[{{{{window}}}}]))", CounterQuery.Of(query, isCounter: true));
        Assert.Null(CounterQuery.Of(query, isCounter: false));
        Assert.True(CounterQuery.NeedsCounter(query));
    }

    [Theory]
    [InlineData("increase(requests_total[5m])")]
    [InlineData("rate(requests_total[1h30m])")]
    [InlineData("sum(rate(requests_total[5m]))")]
    [InlineData("sum ( increase ( requests_total [ 5m ] ) )")]
    [InlineData("sum(rate(requests_total[{{.window}}]))")]
    [InlineData("sum(rate(requests_total[{{window}}]))")]
    public void Of_a_growth_over_any_range_the_events_are_the_increase_over_the_bucket(string query)
    {
        Assert.Equal("sum(increase(requests_total[{{window}}]))", CounterQuery.Of(query, isCounter: true));
        Assert.Equal("sum(increase(requests_total[{{window}}]))", CounterQuery.Of(query, isCounter: false));
    }

    [Theory]
    [InlineData("sum by (job) (requests_total)")]
    [InlineData("sum(requests_total) by (job)")]
    [InlineData("sum(rate(requests_total[5m])) by (job)")]
    [InlineData("avg(requests_total)")]
    [InlineData("irate(requests_total[5m])")]
    [InlineData("delta(requests_total[5m])")]
    [InlineData("increase(requests_total[5m] offset 1h)")]
    [InlineData("increase(requests_total[5m:1m])")]
    [InlineData("requests_total offset 5m")]
    [InlineData("requests_total @ end()")]
    [InlineData("a_total + b_total")]
    [InlineData("sum(a_total) - sum(b_total)")]
    [InlineData("sum(rate(a_total[5m])) / sum(rate(b_total[5m]))")]
    [InlineData("1 - sum(rate(a_total[{{.window}}]))")]
    [InlineData("sum((requests_total))")]
    [InlineData("requests_total[5m]")]
    [InlineData("a_total{b=~c}")]
    [InlineData("a_total{b=\"c}")]
    [InlineData("sum:trace.http.request.hits.by_http_status{*}.as_count()")]
    [InlineData("")]
    public void What_could_count_something_else_is_not_read(string query) => Assert.Null(CounterQuery.Of(query, isCounter: true));

    [Theory]
    [InlineData("sum(increase(a_total[{{window}}])) + sum(increase(b_total[{{window}}]))")]
    [InlineData("sum(count_over_time(probe_success[{{window}}]))")]
    public void PromQL_with_our_placeholder_is_taken_as_it_is(string query)
    {
        Assert.Equal(query, CounterQuery.Of(query, isCounter: true));
        Assert.Equal(query, CounterQuery.Of(query, isCounter: false));
    }

    [Fact]
    public void A_long_text_is_matched_in_no_time()
    {
        var started = Stopwatch.GetTimestamp();

        Assert.Null(CounterQuery.Of("a{" + string.Concat(Enumerable.Repeat("b=\"\\\",", 1_600)), isCounter: true));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }
}
