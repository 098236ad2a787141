using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ErrorBudget.Testing;
using Microsoft.Extensions.Time.Testing;
using PushCounts;

namespace ErrorBudget.Acceptance;

/// <summary>Counts that programs push to the built app: exact, whatever happens to it.</summary>
public sealed class CountsTests
{
    private const int Writers = 2;
    private const int BatchSize = 150;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_pushed_twice_and_out_of_order_by_two_writers_while_the_app_is_killed_again_and_again_is_exact_to_the_minute()
    {
        await using var world = await PushedWorld.StartAsync(latenessMinutes: 1500);
        var now = Minute.Containing(DateTimeOffset.UtcNow);
        var day = Enumerable.Range(0, Minute.PerDay).Select(i => now - Minute.PerDay + i).ToArray();

        var accepted = 0;
        using var restarting = new SemaphoreSlim(1);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => PushAsync(writer, new Random(writer))));
        await world.AssertLedgerAsync([.. day.Select(minute => (minute, Truth(minute)))]);
        Assert.Equal(0, await world.PoisonAsync());

        async Task PushAsync(int writer, Random random)
        {
            var counts = day.Where(IsPushed).Select(minute => Count(writer, minute)).ToArray();
            foreach (var batch in counts.Concat(counts).OrderBy(_ => random.Next()).Chunk(BatchSize))
            {
                var body = $"[{string.Join(',', batch)}]";
                while (!await IsAcceptedAsync(body)) await Task.Delay(50, Cancel);

                // What was accepted last is in the queue, or being recorded.
                if (Interlocked.Increment(ref accepted) % 8 != 0) continue;
                await restarting.WaitAsync(Cancel);
                await world.RestartAsync();
                restarting.Release();
            }
        }

        async Task<bool> IsAcceptedAsync(string body)
        {
            try
            {
                var (status, answer) = await world.PushAsync(body);
                return status == HttpStatusCode.Accepted ? true : status == HttpStatusCode.ServiceUnavailable ? false : throw new InvalidOperationException($"{status}: {answer}");
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_batch_that_is_wrong_in_one_place_is_refused_with_the_place_and_nothing_of_it_is_counted()
    {
        await using var world = await PushedWorld.StartAsync();
        var minute = Minute.Containing(DateTimeOffset.UtcNow) - 3;
        var good = Json("payroll", 1, 2, minute.ToString(), "a");
        (string Item, HttpStatusCode Status, string Says)[] refused =
        [
            (Json("nobody", 1, 2, minute.ToString(), "b"), HttpStatusCode.UnprocessableEntity, "[1]: the policy"),
            (Json("payroll", 1, 2, (minute - 90).ToString(), "b"), HttpStatusCode.UnprocessableEntity, "[1]: 'at' is"),
            (Json("payroll", 1, 2, (minute + 90).ToString(), "b"), HttpStatusCode.UnprocessableEntity, "in the future"),
            (Json("payroll", 2, 2, minute.ToString(), "a"), HttpStatusCode.UnprocessableEntity, "[1]: 'id' is that of [0]"),
            (Json("payroll", 3, 2, minute.ToString(), "b"), HttpStatusCode.BadRequest, "[1]: 'good' is 3"),
            (Json("payroll", 1, 2, "yesterday", "b"), HttpStatusCode.BadRequest, "[1]: 'at' is missing or no time"),
            (Json("payroll", 1, 2, minute.ToString(), new string('x', 201)), HttpStatusCode.BadRequest, "201 characters"),
            (Json("payroll", 1, 2, minute.ToString(), "b").Replace("\"total\":2", "\"total\":2.5", StringComparison.Ordinal), HttpStatusCode.BadRequest, "$[1].total"),
            (Json("payroll", 1, 2, minute.ToString(), "b").Replace("total", "totel", StringComparison.Ordinal), HttpStatusCode.BadRequest, "totel"),
            ("null", HttpStatusCode.BadRequest, "[1]: null"),
            (string.Join(',', Enumerable.Repeat(good, 1000)), HttpStatusCode.RequestEntityTooLarge, "at most 1000 counts"),
            ($"\"{new string('x', 1_100_000)}\"", HttpStatusCode.RequestEntityTooLarge, "1024 KB"),
        ];
        foreach (var (item, status, says) in refused)
        {
            var answer = await world.PushAsync($"[{good},{item}]");
            var detail = JsonDocument.Parse(answer.Body).RootElement.GetProperty("detail").GetString();
            Assert.Equal((says, status), (says, answer.Status));
            Assert.Contains(says, detail, StringComparison.Ordinal);
        }

        Assert.Equal((HttpStatusCode.Accepted, """{"accepted":1}"""), await world.PushAsync($"[{Json("payroll", 0, 0, minute.ToString(), "zero")}]"));
        await world.AssertLedgerAsync([(minute - 1, Bucket.Unknown), (minute, Bucket.Of(0, 0))]);
    }

    [Fact]
    public async Task The_writer_in_C_sharp_counts_every_event_once_though_answers_are_lost()
    {
        await using var world = await PushedWorld.StartAsync();
        var start = Minute.Containing(DateTimeOffset.UtcNow) - 30;
        var time = new FakeTimeProvider(start.Start);
        using var lossy = new LossyHandler();
        using var http = new HttpClient(lossy) { BaseAddress = world.App.Client.BaseAddress };
        http.DefaultRequestHeaders.Add("x-functions-key", PushedWorld.Key);
        using var writer = new CountWriter(http, "payroll", "availability", time);
        var truth = new List<(Minute, Bucket)>();
        for (var minute = start; minute < start + 25; minute += 1)
        {
            var events = (minute - start) % 5 == 4 ? 0 : 40;
            Parallel.For(0, events, i => writer.Record(success: i % 10 != 0));
            truth.Add((minute, Bucket.Of(events * 9 / 10, events)));
            try
            {
                await writer.FlushAsync(Cancel);
            }
            catch (HttpRequestException)
            {
                // The next minute sends it again.
            }

            time.Advance(TimeSpan.FromMinutes(1));
        }

        lossy.IsLossy = false;
        await writer.FlushAsync(Cancel);
        truth.Add((start + 25, Bucket.Of(0, 0)));
        Assert.Equal(0, writer.Dropped);
        Assert.True(lossy.Lost > 5);
        await world.AssertLedgerAsync(truth);
    }

    [Fact]
    public async Task The_script_in_the_documentation_counts()
    {
        await using var world = await PushedWorld.StartAsync();
        var text = await File.ReadAllTextAsync(Path.Combine(AppProcess.Repository, "docs", "counts.md"), Cancel);
        var script = text.Split("```bash\n").Single(block => block.StartsWith("# record_sli", StringComparison.Ordinal)).Split("```")[0];
        var before = DateTimeOffset.UtcNow;
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euc", $"{script}\nrecord_sli payroll 5 6"])
        {
            Environment = { ["ERRORBUDGET_URL"] = world.App.Client.BaseAddress!.ToString().TrimEnd('/'), ["ERRORBUDGET_KEY"] = PushedWorld.Key },
        })!;
        await shell.WaitForExitAsync(Cancel);
        Assert.Equal(0, shell.ExitCode);

        // Both may have been called around the end of a minute: then they are in two.
        await world.App.UntilAsync(
            "both are counted",
            async () =>
            {
                var (_, body) = await world.App.GetAsync($"/api/budgets/payroll/availability/history?from={Minute.Containing(before)}&to={Minute.Containing(before) + 5}&step=1m");
                var known = body.GetProperty("points").EnumerateArray().Where(point => point.GetProperty("total").ValueKind == JsonValueKind.Number).ToArray();
                return (known.Sum(point => point.GetProperty("good").GetInt64()), known.Sum(point => point.GetProperty("total").GetInt64())) == (99 + 5, 100 + 6);
            },
            TimeSpan.FromSeconds(150));
    }

    /// <summary>Some minutes are never pushed, and stay unknown.</summary>
    private static bool IsPushed(Minute minute) => minute.Index % 97 != 0;

    /// <summary>Some minutes have no traffic.</summary>
    private static (long Good, long Total) Of(int writer, Minute minute) =>
        minute.Index % 50 == 0 ? (0, 0) : (1000 + ((minute.Index * 7919L) % 1000) + writer, 2001 + ((minute.Index * 104729L) % 5000));

    private static Bucket Truth(Minute minute) => IsPushed(minute)
        ? Bucket.Of(Enumerable.Range(0, Writers).Sum(writer => Of(writer, minute).Good), Enumerable.Range(0, Writers).Sum(writer => Of(writer, minute).Total))
        : Bucket.Unknown;

    private static string Count(int writer, Minute minute) => Json("payroll", Of(writer, minute).Good, Of(writer, minute).Total, minute.ToString(), $"writer-{writer}/{minute}");

    private static string Json(string service, long good, long total, string at, string id) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"service":"{{service}}","slo":"availability","good":{{good}},"total":{{total}},"at":"{{at}}","id":"{{id}}"}""");

    /// <summary>Loses every other answer, after the app has given it.</summary>
    private sealed class LossyHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _sent;

        public bool IsLossy { get; set; } = true;

        public int Lost { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!IsLossy || ++_sent % 2 == 0) return response;
            Lost++;
            response.Dispose();
            throw new HttpRequestException("The answer was lost.");
        }
    }
}
