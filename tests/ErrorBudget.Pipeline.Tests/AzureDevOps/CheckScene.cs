using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

/// <summary>A real Azurite, a fake Azure DevOps, and any number of instances that answer checks.</summary>
internal sealed class CheckScene : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    public static readonly GateRequest Question = new("checkout", null, ChangeKind.Standard) { PipelineRun = "4711", AskedBy = "release-pipeline" };

    private readonly List<AzureDevOpsClient> _clients = [];

    private CheckScene(FakeAzureDevOps azureDevOps, TestStore store) => (AzureDevOps, Store) = (azureDevOps, store);

    public FakeAzureDevOps AzureDevOps { get; }

    public TestStore Store { get; }

    public FakeTimeProvider Time { get; } = new(Noon);

    /// <summary>What the gate says.</summary>
    public DecisionKind Decision { get; set; } = DecisionKind.Allow;

    /// <summary>Everything that was logged.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<CheckScene> StartAsync(AzuriteFixture azurite) => new(await FakeAzureDevOps.StartAsync(), await azurite.NewStoreAsync());

    /// <summary>An instance of its own.</summary>
    public AnswerPendingChecks Instance(IPendingChecks? checks = null, PlanUrlRules? rules = null, TokenCipher? cipher = null, IAuditTrail? trail = null)
    {
        var limits = new AzureDevOpsLimits { Attempt = TimeSpan.FromSeconds(5), Call = TimeSpan.FromSeconds(10), Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) };
        var client = new AzureDevOpsClient(AzureDevOps.CreateTransport(), limits, TimeProvider.System);
        _clients.Add(client);
        return new AnswerPendingChecks(checks ?? Store.Store.Checks, trail ?? Store.Store.Audit, client, rules ?? Headers.Rules(), cipher ?? Headers.Cipher(), Time, Logger<AnswerPendingChecks>());
    }

    public async Task<PendingCheck> AskAsync(int waitMinutes = 0, CheckRequest? request = null)
    {
        var check = PendingCheck.Ask(request ?? Headers.Request(), Question, TimeSpan.FromMinutes(waitMinutes), Headers.Cipher(), Time.GetUtcNow());
        await Store.Store.Checks.RememberAsync(check, Cancel);
        return check;
    }

    public Task RunAsync(AnswerPendingChecks? instance = null) => (instance ?? Instance()).RunAsync(AnswerAsync, Cancel);

    /// <summary>Handles a message of the queue.</summary>
    public Task RunAsync(CheckMessage message) => Instance().RunAsync(message.Check, AnswerAsync, Cancel);

    /// <summary>A logger into <see cref="Log"/>.</summary>
    public ILogger<T> Logger<T>() => new ListLogger<T>(Log);

    /// <summary>Lets time pass and looks again.</summary>
    public Task RunAfterAsync(TimeSpan pause)
    {
        Time.Advance(pause);
        return RunAsync();
    }

    /// <summary>How a task ended; null if it waits.</summary>
    public string? ResultOf(PendingCheck check) => AzureDevOps.Ended.GetValueOrDefault($"{check.Task.PlanId}/{check.Task.TaskInstanceId}");

    /// <summary>How often a task was answered.</summary>
    public int AnswersTo(PendingCheck check) => AzureDevOps.Calls.Count(call => call.Kind == "events" && call.Body.GetProperty("taskId").GetGuid() == check.Task.TaskInstanceId);

    /// <summary>The decisions in the audit trail, in order of time.</summary>
    public async Task<IReadOnlyList<AuditEntry>> AuditAsync() =>
        await Store.Store.Audit.ReadAsync(new AuditQuery(Question.Service, Noon.AddDays(-1), Noon.AddDays(10), null, 1000), Cancel);

    /// <summary>Everything in the table, as text.</summary>
    public async Task<string> TableAsync()
    {
        var text = new List<string>();
        await foreach (var row in Store.Table.QueryAsync<Azure.Data.Tables.TableEntity>(cancellationToken: Cancel))
            text.AddRange(row.Select(property => $"{property.Key}={(property.Value is byte[] bytes ? System.Text.Encoding.Latin1.GetString(bytes) : property.Value)}"));
        return string.Join('\n', text);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await AzureDevOps.DisposeAsync();
        Store.Dispose();
    }

    private Task<GateAnswer?> AnswerAsync(GateRequest question, CancellationToken cancellationToken)
    {
        var decision = new ReleaseDecision(Decision, Decision is DecisionKind.Allow or DecisionKind.Monitor, ["remaining 12.4 % is below 20 %"]);
        return Task.FromResult<GateAnswer?>(new GateAnswer(Guid.CreateVersion7(Time.GetUtcNow()), new SloId(question.Service, "availability"), question.Change, decision, null, Time.GetUtcNow(), "test"));
    }

    private sealed class ListLogger<T>(ConcurrentQueue<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
    }
}
