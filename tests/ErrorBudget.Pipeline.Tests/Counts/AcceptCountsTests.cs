using System.Text;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Policies;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Counts;

/// <summary>What is taken into the queue and what is refused, with the place in the batch.</summary>
public sealed class AcceptCountsTests
{
    private const string Text = """
        policy:
          version: "2.0"
          services:
            - name: payroll
              slos:
                - name: jobs
                  sli: { pushed: true }
                  slo: { target: 0.99, window_days: 7 }
                - name: nightly
                  sli: { pushed: true, lateness_minutes: 600, settle_seconds: 5 }
                  slo: { target: 0.99, window_days: 7 }
                - name: web
                  slo: { target: 0.99, window_days: 7 }
        """;

    private static readonly PushedCount Good = Pushed.Of("payroll", Pushed.Noon - 5, 99, 100, "a");

    private readonly CountQueue _queue = new();
    private readonly FakeTimeProvider _time = new(Pushed.Noon.Start);
    private readonly Policy _policy = PolicyTexts.Policy(Text);

    [Fact]
    public async Task A_batch_is_in_the_queue_in_its_order_in_messages_that_fit()
    {
        var counts = Enumerable.Range(0, AcceptCounts.LargestBatch).Select(i => Good with { Id = $"{new string('é', 190)}{i}" }).ToArray();
        Assert.Empty(await RunAsync(counts));
        Assert.True(_queue.Messages.Count > 1);
        Assert.All(_queue.Messages, message => Assert.InRange(Encoding.UTF8.GetByteCount(message), 1, CountMessage.MaximumBytes));
        Assert.Equal(counts, _queue.Messages.SelectMany(message => CountMessage.Parse(message).Counts));
    }

    [Fact]
    public async Task A_count_as_late_and_as_early_as_may_be_is_taken()
    {
        Assert.Empty(await RunAsync(
            Good with { At = _time.GetUtcNow().AddMinutes(-60) },
            Good with { Slo = "nightly", At = _time.GetUtcNow().AddMinutes(-600) },
            Good with { At = _time.GetUtcNow().AddMinutes(2), Id = "b" },
            Good with { At = _time.GetUtcNow().AddMinutes(-60) }));
        Assert.Single(_queue.Messages);
    }

    [Fact]
    public async Task One_wrong_count_has_the_whole_batch_refused_and_every_reason_names_its_place()
    {
        var reasons = await RunAsync(
            Good,
            Good with { Service = "nobody" },
            Good with { Slo = "web", Id = "b" },
            Good with { At = _time.GetUtcNow().AddMinutes(-60).AddSeconds(-1), Id = "c" },
            Good with { At = _time.GetUtcNow().AddMinutes(2).AddSeconds(1), Id = "d" },
            Good with { Good = 1 });
        Assert.Collection(
            reasons,
            reason => Assert.Matches(@"^\[1\]: the policy .* has no SLO 'jobs' of a service 'nobody'", reason),
            reason => Assert.Matches(@"^\[2\]: payroll/web is not counted by pushes", reason),
            reason => Assert.Matches(@"^\[3\]: 'at' is 2026-11-23 10:59:59Z, more than 60 minutes ago", reason),
            reason => Assert.Matches(@"^\[4\]: 'at' is 2026-11-23 12:02:01Z, which is in the future", reason),
            reason => Assert.Matches(@"^\[5\]: 'id' is that of \[0\]", reason));
        Assert.Empty(_queue.Messages);
    }

    [Fact]
    public async Task Not_more_reasons_are_given_than_somebody_reads() =>
        Assert.Equal(20, (await RunAsync([.. Enumerable.Range(0, 1000).Select(i => Good with { Service = $"s{i}" })])).Count);

    [Theory]
    [InlineData(-1, 1, "a", "'good' is -1")]
    [InlineData(2, 1, "a", "'good' is 2; expected 0 to 'total', which is 1")]
    [InlineData(0, -1, "a", "'total' is -1")]
    [InlineData(0, 10_000_000_001, "a", "'total' is 10000000001")]
    [InlineData(1, 1, "", "'id' is missing")]
    [InlineData(1, 1, null, "'id' is missing")]
    [InlineData(1, 1, "a\nb", "control character")]
    [InlineData(1, 1, "\ud800", "no valid Unicode")]
    public void Numbers_and_ids_that_make_no_sense_are_named(long good, long total, string? id, string says) =>
        Assert.Contains(says, PushedCount.Problem(good, total, id), StringComparison.Ordinal);

    [Fact]
    public void An_id_is_bounded_and_zero_is_a_count()
    {
        Assert.Contains("201 characters", PushedCount.Problem(0, 0, new string('x', 201)), StringComparison.Ordinal);
        Assert.Null(PushedCount.Problem(0, 0, new string('x', 200)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("hello")]
    [InlineData("""{"counts":[]}""")]
    [InlineData("""{"counts":[null]}""")]
    [InlineData("""{"counts":[{"service":"a","slo":"b","good":2,"total":1,"at":"2026-11-23T08:05:00Z","id":"x"}]}""")]
    [InlineData("""{"counts":[{"service":null,"slo":"b","good":1,"total":1,"at":"2026-11-23T08:05:00Z","id":"x"}]}""")]
    [InlineData("""{"counts":[{"service":"a","slo":"b","good":1,"total":1,"id":"x"}]}""")]
    public void A_message_that_is_none_of_ours_is_refused(string text) => Assert.Throws<System.Text.Json.JsonException>(() => CountMessage.Parse(text));

    private async Task<IReadOnlyList<string>> RunAsync(params PushedCount[] counts) =>
        await new AcceptCounts(_queue, _time).RunAsync(_policy, counts, TestContext.Current.CancellationToken);
}
