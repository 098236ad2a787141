using System.Text;
using System.Text.Json;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Tests.Tables;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

/// <summary>A check that was accepted is answered at once through the queue, and by the next evaluation if that fails.</summary>
public sealed class AcceptCheckTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly Dictionary<string, string> _headers = Headers.Valid();
    private CheckScene _scene = null!;
    private QueueClient _queue = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scene = await CheckScene.StartAsync(azurite);
        _queue = new QueueServiceClient((await azurite.ServerAsync()).ConnectionString).GetQueueClient($"q{Guid.NewGuid():N}");
        await _queue.CreateAsync(cancellationToken: Cancel);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task It_is_stored_and_a_message_has_it_answered_without_an_evaluation()
    {
        var check = await AcceptAsync(await ReachableAsync());
        var message = CheckMessage.Parse(Assert.Single(await MessagesAsync()));
        Assert.Equal(check.Task.Key, message.Check);
        await _scene.RunAsync(message);
        Assert.Equal("succeeded", _scene.ResultOf(check));
    }

    [Fact]
    public async Task Asking_again_puts_nothing_into_the_queue()
    {
        var queue = await ReachableAsync();
        await AcceptAsync(queue);
        await AcceptAsync(queue);
        Assert.Single(await MessagesAsync());
    }

    [Fact]
    public async Task A_message_that_comes_twice_or_with_evaluations_at_the_same_time_ends_with_one_answer_and_one_row()
    {
        var check = await AcceptAsync(await ReachableAsync());
        var message = new CheckMessage(check.Task.Key);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? _scene.RunAsync(message) : _scene.RunAsync()));
        await _scene.RunAsync(message);
        await _scene.RunAfterAsync(AnswerPendingChecks.Claim);
        Assert.Equal(["feed", "events"], _scene.AzureDevOps.Calls.Select(call => call.Kind));
        Assert.Single(await _scene.AuditAsync());
    }

    [Fact]
    public async Task A_message_leaves_other_checks_alone_and_one_of_a_check_that_is_gone_does_nothing()
    {
        var other = await _scene.AskAsync();
        var check = await AcceptAsync(await ReachableAsync());
        await _scene.RunAsync(new CheckMessage(check.Task.Key));
        await _scene.RunAsync(new CheckMessage(Headers.Request().Task.Key));
        Assert.Equal(("succeeded", null), (_scene.ResultOf(check), _scene.ResultOf(other)));
    }

    [Fact]
    public async Task A_message_of_a_check_that_cannot_be_read_sets_it_aside()
    {
        var check = await AcceptAsync(await ReachableAsync());
        var row = (await _scene.Store.Table.GetEntityAsync<Azure.Data.Tables.TableEntity>("check", check.Task.Key, cancellationToken: Cancel)).Value;
        row.Remove("WaitUntil");
        await _scene.Store.Table.UpdateEntityAsync(row, row.ETag, Azure.Data.Tables.TableUpdateMode.Replace, Cancel);
        await _scene.RunAsync(new CheckMessage(check.Task.Key));
        Assert.Single(_scene.Log, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("WaitUntil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_check_that_waits_is_told_so_at_once_and_asked_again_by_evaluations()
    {
        _scene.Decision = DecisionKind.Block;
        var check = await AcceptAsync(await ReachableAsync(), waitMinutes: 30);
        await _scene.RunAsync(new CheckMessage(check.Task.Key));
        Assert.Equal(["feed"], _scene.AzureDevOps.Calls.Select(call => call.Kind));
        _scene.Decision = DecisionKind.Allow;
        await _scene.RunAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("succeeded", _scene.ResultOf(check));
    }

    [Fact]
    public async Task With_the_queue_away_it_stays_accepted_and_the_next_evaluation_answers_it()
    {
        var check = await AcceptAsync(QueueOver((_, _) => throw new HttpRequestException("connection refused")));
        Assert.Single(_scene.Log, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(check.Task.Key, StringComparison.Ordinal));
        await _scene.RunAsync();
        Assert.Equal("succeeded", _scene.ResultOf(check));
    }

    [Fact]
    public async Task With_a_silent_queue_it_stays_accepted_when_the_time_is_over()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var queue = QueueOver(async (_, cancellationToken) =>
        {
            await patience.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("It never answers.");
        });
        var check = await AcceptAsync(queue, cancellationToken: patience.Token);
        await _scene.RunAsync();
        Assert.Equal("succeeded", _scene.ResultOf(check));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("hello")]
    [InlineData("""{"check":"x"}""")]
    [InlineData("""{"check":"0123456789abcdef0123456789abcdef-0123456789abcdef0123456789abcdef-0123456789abcdef0123456789abcde'"}""")]
    public void What_names_no_check_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => CheckMessage.Parse(json));

    private async Task<PendingCheck> AcceptAsync(StorageQueue queue, int waitMinutes = 0, CancellationToken? cancellationToken = null)
    {
        var accept = new AcceptCheck(_scene.Store.Store.Checks, queue, Headers.Rules(), Headers.Cipher(), _scene.Time, _scene.Logger<AcceptCheck>());
        var (check, problems) = await accept.RunAsync(_headers.GetValueOrDefault, CheckScene.Question, TimeSpan.FromMinutes(waitMinutes), cancellationToken ?? Cancel);
        Assert.Empty(problems);
        return check!;
    }

    private async Task<StorageQueue> ReachableAsync() => new(new QueueServiceClient((await azurite.ServerAsync()).ConnectionString), _queue.Name);

    private async Task<IEnumerable<string>> MessagesAsync() =>
        (await _queue.PeekMessagesAsync(32, Cancel)).Value.Select(message => Encoding.UTF8.GetString(Convert.FromBase64String(message.Body.ToString())));

    private static StorageQueue QueueOver(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) => new(
        new QueueServiceClient(
            "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net",
            new QueueClientOptions { Retry = { MaxRetries = 0 }, Transport = new HttpClientTransport(new HttpClient(new AnsweringHandler(answer))) }),
        "checks");

    private sealed class AnsweringHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request, cancellationToken);
    }
}
