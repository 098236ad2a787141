using System.Diagnostics;
using System.Net;
using System.Text;
using Azure.Core.Pipeline;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Tables;

public sealed class OutageTests(AzuriteFixture azurite)
{
    private static readonly Slot _slot = new(5);
    private static readonly SloId _slo = Samples.SlosOf(_slot).First();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_storage_is_down_every_call_fails_quickly_and_clearly_and_afterwards_all_is_there()
    {
        await using var server = await AzuriteServer.StartAsync(inMemory: false);
        using var test = await TestStore.OpenAsync(server.ConnectionString);
        var versions = await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(_slo), hours: [Samples.TypicalHour(Samples.Now)])], Cancellation);

        await server.StopAsync();
        Func<Task>[] calls =
        [
            () => test.Store.CreateAsync(Cancellation),
            () => test.Store.LoadAsync(_slot, Cancellation),
            () => test.Store.FindAsync(_slo, Cancellation),
            () => test.Store.LoadHourAsync(_slot, Samples.Now, Cancellation),
            () => test.Store.LoadHoursAsync(_slo, new MinuteRange(Samples.Now - 5000, Samples.Now), Cancellation),
            () => test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(_slo), versions[_slo])], Cancellation),
            () => test.Store.LoadOutboxAsync(_slot, 10, Cancellation),
            () => test.Store.RemoveFromOutboxAsync(_slot, [new OutboxRecord("x", Samples.Now, "{}")], Cancellation),
            () => test.Store.PurgeAsync(_slot, Samples.Now, Cancellation),
            () => test.Store.SaveRunAsync(new RunReport(0, default, default, null, 0, 0, "", []), Cancellation),
            () => test.Store.LoadRunsAsync(Cancellation),
        ];
        foreach (var call in calls)
        {
            var watch = Stopwatch.StartNew();
            var failure = await Assert.ThrowsAsync<StorageException>(call);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Assert.Contains($"http://127.0.0.1:{server.TablePort}", failure.Message, StringComparison.Ordinal);
            Assert.Contains("refused", failure.Message, StringComparison.Ordinal);
            Assert.Contains("Check that storage runs", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Eby8", failure.ToString(), StringComparison.Ordinal);
        }

        await server.StartAgainAsync();
        Assert.Equal(versions[_slo], (await test.Store.LoadAsync(_slot, Cancellation)).Slos[_slo].ETag);
        Assert.Single(await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(_slo, seed: 2), versions[_slo])], Cancellation));
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_reported_as_refused_and_what_stands_is_whole()
    {
        using var loses = new LosesAnswers();
        using var test = await TestStore.OpenAsync((await azurite.ServerAsync()).ConnectionString, new HttpClientTransport(new HttpClient(loses)));
        var outbox = new OutboxRecord("once", Samples.Now, "{}");
        loses.Next = true;

        Assert.Empty(await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(_slo), outbox: [outbox])], Cancellation));

        var stored = (await test.Store.LoadAsync(_slot, Cancellation)).Slos[_slo];
        Samples.AssertSame(Samples.Typical(_slo), stored.Record);
        Assert.Equal([outbox], await test.Store.LoadOutboxAsync(_slot, 10, Cancellation));
        Assert.Single(await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(_slo, seed: 2), stored.ETag)], Cancellation));
    }

    [Fact]
    public async Task An_attempt_without_an_answer_ends_in_time()
    {
        using var test = TestStore.Over(new Answers(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("This is never reached.");
        }), TestStore.Impatient with { AttemptTimeout = TimeSpan.FromMilliseconds(100), Retries = 1 });

        var failure = await Assert.ThrowsAsync<StorageException>(() => test.Store.LoadAsync(_slot, Cancellation));
        Assert.Contains("load the SLOs of s05", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, test.Transactions);

        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => test.Store.LoadAsync(_slot, cancelled.Token));
    }

    [Fact]
    public async Task A_page_that_is_empty_is_not_the_last_if_it_says_so()
    {
        Queue<string> pages = new(["", Row("one"), "", Row("two")]);
        List<string> asked = [];
        using var test = TestStore.Over(Answering(request =>
        {
            asked.Add(request.RequestUri!.Query);
            var page = $$"""{"value":[{{pages.Dequeue()}}]}""";
            return pages.Count == 0
                ? Answer(HttpStatusCode.OK, page)
                : Answer(HttpStatusCode.OK, page, ("x-ms-continuation-NextPartitionKey", $"after{asked.Count}"), ("x-ms-continuation-NextRowKey", "row"));
        }));

        var outbox = await test.Store.LoadOutboxAsync(_slot, 10, Cancellation);

        Assert.Equal(["one", "two"], outbox.Select(record => record.Id));
        Assert.Equal([false, true, true, true], asked.Select((query, i) => query.Contains($"NextPartitionKey=after{i}", StringComparison.Ordinal)));

        static string Row(string id) => $$"""{"odata.etag":"W/\"1\"","PartitionKey":"s05","RowKey":"o|202611230805|{{id}}","Json":"{}"}""";
    }

    [Fact]
    public async Task A_table_whose_predecessor_is_being_deleted_is_made_when_that_is_done()
    {
        var calls = 0;
        using var test = TestStore.Over(Answering(_ => ++calls <= 3 ? Refusal(HttpStatusCode.Conflict, "TableBeingDeleted") : Answer(HttpStatusCode.NoContent, "")));
        await test.Store.CreateAsync(Cancellation);
        Assert.Equal(3 + 2, calls); // two tables

        using var never = TestStore.Over(Answering(_ => Refusal(HttpStatusCode.Conflict, "TableBeingDeleted")));
        var failure = await Assert.ThrowsAsync<StorageException>(() => never.Store.CreateAsync(Cancellation));
        Assert.Contains("409 TableBeingDeleted", failure.Message, StringComparison.Ordinal);
        Assert.Equal(15, never.Transactions);
    }

    [Fact]
    public async Task A_table_is_made_once_however_often_it_is_asked_for()
    {
        using var test = await azurite.NewStoreAsync();
        await test.Store.CreateAsync(Cancellation);
        await Task.WhenAll(test.Store.CreateAsync(Cancellation), test.Store.CreateAsync(Cancellation));
        Assert.Empty((await test.Store.LoadAsync(_slot, Cancellation)).Slos);
    }

    [Fact]
    public async Task A_table_that_is_gone_is_named()
    {
        using var test = await azurite.NewStoreAsync();
        await test.Table.DeleteAsync(Cancellation);
        var failure = await Assert.ThrowsAsync<StorageException>(() => test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(_slo))], Cancellation));
        Assert.Contains(test.Table.Name, failure.Message, StringComparison.Ordinal);
        Assert.Contains("404 TableNotFound", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch", "Storage Table Data Contributor", 1)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServerBusy", "the next evaluation tries again", 3)]
    [InlineData(HttpStatusCode.BadRequest, "InvalidHeaderValue", "--skipApiVersionCheck", 1)]
    public async Task A_refusal_says_what_to_do_and_passing_ones_are_tried_again(HttpStatusCode status, string code, string hint, int attempts)
    {
        using var test = TestStore.Over(Answering(_ => Refusal(status, code)));
        var failure = await Assert.ThrowsAsync<StorageException>(() => test.Store.FindAsync(_slo, Cancellation));
        Assert.Contains($"{(int)status} {code}", failure.Message, StringComparison.Ordinal);
        Assert.Contains(hint, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(attempts, test.Transactions);
    }

    private static Answers Answering(Func<HttpRequestMessage, HttpResponseMessage> answer) => new((request, _) => Task.FromResult(answer(request)));

    private static HttpResponseMessage Refusal(HttpStatusCode status, string code) => Answer(
        status, $$$$"""{"odata.error":{"code":"{{{{code}}}}","message":{"lang":"en-US","value":"No."}}}""", ("x-ms-error-code", code));

    private static HttpResponseMessage Answer(HttpStatusCode status, string json, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) response.Headers.Add(name, value);
        return response;
    }

    private sealed class Answers(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request, cancellationToken);
    }

    /// <summary>A connection that breaks after the service did what it was asked and before it could say so.</summary>
    private sealed class LosesAnswers() : DelegatingHandler(new SocketsHttpHandler())
    {
        public bool Next { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!Next) return response;
            Next = false;
            response.Dispose();
            throw new HttpRequestException("The connection was reset.");
        }
    }
}
