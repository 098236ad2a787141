using System.Net;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Prometheus;
using ErrorBudget.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>Whatever a server does, a reading says what failed, where and what to do, and never counts what it cannot rely on.</summary>
public sealed class BadAnswerTests
{
    private static readonly PrometheusSettings Settings = new()
    {
        Url = new Uri("http://joe:s3cret@prometheus.test:9090/base?token=s3cret"),
        TimeoutSeconds = 10,
        BearerToken = "s3cret",
    };

    private static readonly MinuteRange Range = MinuteRange.Last(1, Minute.Containing(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    private static readonly Objective Shop = Declared.Availability("shop");

    [Theory]
    [InlineData(400, "bad_data", "parse error: unexpected end", 1, "Check the metric")]
    [InlineData(401, "", "", 1, "Check the credentials")]
    [InlineData(403, "", "", 1, "Check the credentials")]
    [InlineData(404, "not_found", "page", 1, "Check the address")]
    [InlineData(422, "execution", "query processing would load too many samples into memory", 1, "limits")]
    [InlineData(429, "", "slow down", 3, "asked too often")]
    [InlineData(500, "internal", "oops", 3, "server's log")]
    [InlineData(502, "", "Bad gateway", 3, "server's log")]
    [InlineData(503, "timeout", "query timed out in expression evaluation", 1, "takes too long")]
    [InlineData(503, "unavailable", "not ready", 3, "server's log")]
    [InlineData(302, "", "", 1, "Redirects")]
    public async Task A_refusal_is_told_with_its_words_and_what_to_do_and_tried_again_only_if_that_may_help(int status, string type, string error, int tries, string advice)
    {
        using var server = new ScriptedHandler(_ => ScriptedHandler.Error((HttpStatusCode)status, type, error));

        var message = await FailureAsync(server);

        Assert.Equal(tries, server.Requests.Count);
        Assert.StartsWith($"Prometheus \"prometheus\" at http://prometheus.test:9090/base answered {status}", message, StringComparison.Ordinal);
        Assert.Contains(error, message, StringComparison.Ordinal);
        Assert.Contains(advice, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_that_succeeds_when_asked_again_does_not_matter()
    {
        using var server = new ScriptedHandler(asked => asked.Number < 2
            ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
            : ScriptedHandler.Vector(ScriptedHandler.Count("shop", "200", asked.Time, "5")));

        Assert.Equal(Bucket.Of(5, 5), await BucketAsync(server));
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_is_asked_again_after_that_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var times = new List<DateTimeOffset>();
        using var server = new ScriptedHandler(asked =>
        {
            times.Add(time.GetUtcNow());
            var response = asked.Number == 0 ? new HttpResponseMessage(HttpStatusCode.TooManyRequests) : ScriptedHandler.Vector(ScriptedHandler.Count("shop", "200", asked.Time, "5"));
            response.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
            return response;
        });

        var reading = await WhileTimePasses(time, Read(server, time: time));

        Assert.Equal(Bucket.Of(5, 5), reading.Counts[Shop.Slo.Id][0]);
        Assert.InRange(times[1] - times[0], TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_for_long_is_left_alone()
    {
        using var server = new ScriptedHandler(_ =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            response.Headers.RetryAfter = new(TimeSpan.FromMinutes(10));
            return response;
        });

        Assert.Contains("429", await FailureAsync(server), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_in_bounded_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var started = time.GetUtcNow();
        using var server = new ScriptedHandler(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        });

        var reading = await WhileTimePasses(time, Read(server, time: time));

        Assert.Contains("did not answer within 10 s", reading.Failures[Shop.Slo.Id], StringComparison.Ordinal);
        Assert.InRange(time.GetUtcNow() - started, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_body_that_stops_flowing_is_given_up_too()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        using var server = new ScriptedHandler(_ => new HttpResponseMessage { Content = new StreamContent(new System.IO.Pipelines.Pipe().Reader.AsStream()) });

        var reading = await WhileTimePasses(time, Read(server, time: time));

        Assert.Contains("did not answer within 10 s", reading.Failures[Shop.Slo.Id], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_down_is_not_asked_for_the_rest()
    {
        var port = FreePort.Next();
        var objectives = Enumerable.Range(0, 20).Select(i => Declared.Availability($"shop-{i}")).ToArray();
        var limits = Sources.Impatient with { ServicesPerQuery = 1, ConcurrentQueries = 1 };
        using var requests = new CountingHandler();

        var reading = await Sources.Of(Settings with { Url = new Uri($"http://127.0.0.1:{port}") }, requests, limits)
            .ReadAsync(objectives, Range, Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.Equal(20, reading.Failures.Count);
        Assert.Empty(reading.Counts);
        Assert.All(reading.Failures.Values, failure => Assert.Contains($"http://127.0.0.1:{port}/ cannot be reached: ", failure, StringComparison.Ordinal));
        Assert.Equal(3, requests.Requests.Count);
    }

    [Fact]
    public async Task A_refused_query_fails_its_own_objectives_only()
    {
        var other = Declared.Query("own", "sum(((");
        using var server = new ScriptedHandler(asked => asked.Form["query"] == "sum((("
            ? ScriptedHandler.Error(HttpStatusCode.BadRequest, "bad_data", "parse error")
            : ScriptedHandler.Vector(ScriptedHandler.Count("shop", "200", asked.Time, "5")));

        var reading = await Sources.Of(Settings, server).ReadAsync([Shop, other with { Sli = ((QuerySli)other.Sli) with { Good = "x" } }], Range, Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.Equal(Bucket.Of(5, 5), reading.Counts[Shop.Slo.Id][0]);
        Assert.Contains("parse error", reading.Failures[other.Slo.Id], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><body>Sign in to continue</body></html>", "Sign in to continue")]
    [InlineData("", "nothing")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"service\":\"shop\"", "JSON")]
    [InlineData("[1,2]", "JSON")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"many\"]}]}}", "no number")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":\"5\"}]}}", "JSON")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}", "type \"matrix\" where a vector belongs")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"string\",\"result\":[1,\"x\"]}}", "type \"string\"")]
    [InlineData("{\"status\":\"success\"}", "type \"\"")]
    [InlineData("{\"status\":\"success\",\"data\":null}", "type \"\"")]
    [InlineData("{\"status\":\"success\",\"warnings\":[\"store x is down\"],\"data\":{\"resultType\":\"vector\",\"result\":[]}}", "may be partial: store x is down")]
    [InlineData("{\"status\":\"success\",\"isPartial\":true,\"data\":{\"resultType\":\"vector\",\"result\":[]}}", "may be partial")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"service\":\"shop\"},\"histogram\":[1,{\"count\":\"1\"}]}]}}", "native histograms")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"service\":\"shop\"},\"value\":[17,\"5\"]}]}}", "not asked for")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"service\":\"shop\"},\"value\":[1e300,\"5\"]}]}}", "out of range")]
    public async Task An_answer_that_is_not_one_is_a_failure(string body, string expected)
    {
        using var server = new ScriptedHandler(_ => new HttpResponseMessage { Content = new StringContent(body) });

        Assert.Contains(expected, await FailureAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_is_no_UTF_8_is_a_failure()
    {
        byte[] body = [.. "{\"status\":\""u8, 0xff, 0xfe, .. "\"}"u8];
        using var server = new ScriptedHandler(_ => new HttpResponseMessage { Content = new ByteArrayContent(body) });

        Assert.Contains("JSON", await FailureAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_error_is_cut_and_on_one_line()
    {
        using var server = new ScriptedHandler(_ => new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("<p>\r\n\u001b[31m" + new string('x', 100_000)) });

        var message = await FailureAsync(server);

        Assert.InRange(message.Length, 200, 500);
        Assert.DoesNotContain(message, char.IsControl);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_without_end_is_not_read_to_its_end(bool lengthIsGiven)
    {
        var limits = Sources.Impatient with { AnswerBytes = 100_000 };
        using var server = new ScriptedHandler(_ =>
        {
            var content = new StreamContent(new EndlessStream());
            if (lengthIsGiven) content.Headers.ContentLength = long.MaxValue;
            return new HttpResponseMessage { Content = content };
        });

        Assert.Contains("more than 100000 bytes", await FailureAsync(server, limits), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hints_of_the_server_are_no_reason_to_distrust()
    {
        using var server = new ScriptedHandler(asked => ScriptedHandler.Json(
            $$$"""{"status":"success","infos":["x"],"warnings":["PromQL info: metric might not be a counter"],"unknown":{"a":[1]},"data":{"result":[{{{ScriptedHandler.Count("shop", "200", asked.Time, "5")}}}],"resultType":"vector"}}"""));

        Assert.Equal(Bucket.Of(5, 5), await BucketAsync(server));
    }

    [Theory]
    [InlineData("NaN", "no number")]
    [InlineData("+Inf", "too large")]
    [InlineData("-Inf", "negative")]
    [InlineData("-3", "negative")]
    [InlineData("1e30", "too large")]
    public async Task A_value_that_counts_nothing_is_refused_and_its_bucket_unknown(string value, string reason)
    {
        using var server = new ScriptedHandler(asked => ScriptedHandler.Vector(ScriptedHandler.Count("shop", "200", asked.Time, value)));

        var reading = await Read(server);

        Assert.False(reading.Counts[Shop.Slo.Id][0].IsKnown);
        var rejection = Assert.Single(reading.Rejections);
        Assert.Equal(Range.Start, rejection.Minute);
        Assert.Contains(reason, rejection.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("11", null, "10", "more good events (11) than events in total (10)")]
    [InlineData(null, "11", "10", "more bad events (11) than events in total (10)")]
    [InlineData(null, "NaN", "10", "no number")]
    [InlineData("1", null, "NaN", "no number")]
    public async Task Parts_larger_than_the_whole_are_refused_and_never_clamped(string? good, string? bad, string total, string reason)
    {
        var objective = Declared.Query("shop", "total", good is null ? null : "part", bad is null ? null : "part");
        using var server = new ScriptedHandler(asked => ScriptedHandler.Vector(ScriptedHandler.Count("", "", asked.Time, asked.Form["query"] == "total" ? total : good ?? bad!)));

        var reading = await Sources.Of(Settings, server).ReadAsync([objective], Range, Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.False(reading.Counts[objective.Slo.Id][0].IsKnown);
        Assert.Contains(reason, Assert.Single(reading.Rejections).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_gives_several_series_is_refused_and_they_are_named()
    {
        var objective = Declared.Query("shop", "total", good: "good");
        using var server = new ScriptedHandler(asked => ScriptedHandler.Vector(ScriptedHandler.Count("a", "200", asked.Time, "1"), ScriptedHandler.Count("b", "200", asked.Time, "1")));

        var reading = await Sources.Of(Settings, server).ReadAsync([objective], Range, Resolution.Minute, TestContext.Current.CancellationToken);

        var reason = Assert.Single(reading.Rejections).Reason;
        Assert.Contains("{service=\"a\", code=\"200\"}", reason, StringComparison.Ordinal);
        Assert.Contains("sum()", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_that_are_too_many_for_one_query_are_asked_for_in_halves()
    {
        var objectives = Enumerable.Range(0, 16).Select(i => Declared.Availability($"shop-{i:00}")).ToArray();
        using var server = new ScriptedHandler(asked => Services(asked).Length > 5
            ? ScriptedHandler.Error(HttpStatusCode.UnprocessableEntity, "execution", "too many samples")
            : ScriptedHandler.Vector([.. Services(asked).Select(service => ScriptedHandler.Count(service, "200", asked.Time, "5"))]));

        var reading = await Sources.Of(Settings, server).ReadAsync(objectives, Range, Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.Empty(reading.Failures);
        Assert.All(objectives, objective => Assert.Equal(Bucket.Of(5, 5), reading.Counts[objective.Slo.Id][0]));
        Assert.Equal(1 + 2 + 4, server.Requests.Count);
    }

    [Fact]
    public async Task What_stays_too_much_in_small_pieces_is_given_up()
    {
        var objectives = Enumerable.Range(0, 200).Select(i => Declared.Availability($"shop-{i:000}")).ToArray();
        using var server = new ScriptedHandler(_ => ScriptedHandler.Error(HttpStatusCode.UnprocessableEntity, "execution", "too many samples"));

        var reading = await Sources.Of(Settings, server).ReadAsync(objectives, new MinuteRange(Range.End - 200, Range.End), Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.Equal(200, reading.Failures.Count);
        Assert.Equal(1 + PrometheusLimits.Default.Halvings, server.Requests.Count);
    }

    [Fact]
    public async Task Only_the_caller_can_make_a_reading_throw()
    {
        using var stop = new CancellationTokenSource();
        using var server = new ScriptedHandler(async (_, cancellationToken) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Sources.Of(Settings, server).ReadAsync([Shop], Range, Resolution.Minute, stop.Token));
    }

    [Fact]
    public async Task Success_values_that_are_no_regular_expressions_fail_their_objective_only()
    {
        var broken = Declared.Availability("shop", "broken", success: ["2(("]);
        using var server = new ScriptedHandler(asked => ScriptedHandler.Vector(ScriptedHandler.Count("shop", "200", asked.Time, "5")));

        var reading = await Sources.Of(Settings, server).ReadAsync([Shop, broken], Range, Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.Equal(Bucket.Of(5, 5), reading.Counts[Shop.Slo.Id][0]);
        Assert.Contains("2((", reading.Failures[broken.Slo.Id], StringComparison.Ordinal);
    }

    /// <summary>The services in the first selector of a query.</summary>
    private static string[] Services(ScriptedHandler.Asked asked) => asked.Form["query"]!.Split('"')[1].Split('|');

    private static Task<SliReading> Read(ScriptedHandler server, PrometheusLimits? limits = null, TimeProvider? time = null) =>
        Sources.Of(Settings, server, limits, time).ReadAsync([Shop], Range, Resolution.Minute, TestContext.Current.CancellationToken);

    private static async Task<string> FailureAsync(ScriptedHandler server, PrometheusLimits? limits = null)
    {
        var reading = await Read(server, limits);
        Assert.Empty(reading.Counts);
        Assert.Empty(reading.Rejections);
        var message = reading.Failures[Shop.Slo.Id];
        Assert.Contains("Prometheus", message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", message, StringComparison.Ordinal);
        return message;
    }

    private static async Task<Bucket> BucketAsync(ScriptedHandler server)
    {
        var reading = await Read(server);
        Assert.Empty(reading.Failures);
        Assert.Empty(reading.Rejections);
        return Assert.Single(reading.Counts[Shop.Slo.Id]);
    }

    /// <summary>Lets the clock run until the work is done: half a second of it each millisecond.</summary>
    private static async Task<T> WhileTimePasses<T>(FakeTimeProvider time, Task<T> work)
    {
        for (var i = 0; i < 5000 && !work.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(0.5));
            await Task.WhenAny(work, Task.Delay(1));
        }

        Assert.True(work.IsCompleted, "The work did not end.");
        return await work;
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override long Length => throw new NotSupportedException();

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)' ');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
