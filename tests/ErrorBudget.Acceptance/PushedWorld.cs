using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Queues;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>A storage of its own, a policy of pushed counts, and the app on both, which may be killed and started again.</summary>
internal sealed class PushedWorld : IAsyncDisposable
{
    public const string Key = "writer-key-0123456789";

    private const string ReaderKey = "reader-key-0123456789";

    private readonly string _policy = Path.GetTempFileName();
    private readonly Dictionary<string, string> _settings;
    private readonly List<AppProcess> _killed = [];

    private PushedWorld(AzuriteServer azurite, int latenessMinutes)
    {
        Azurite = azurite;
        File.WriteAllText(_policy, $$"""
            policy:
              version: "2.0"
              services:
                - name: payroll
                  sli: { pushed: true, settle_seconds: 1, lateness_minutes: {{latenessMinutes}} }
                  slo: { target: 0.99, window_days: 2 }
            """);
        _settings = new()
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["ERRORBUDGET_POLICY"] = _policy,
            ["EVALUATION_SCHEDULE"] = "* * * * * *",
            ["ERRORBUDGET_KEYS__writer"] = $"batch={Key}",
            ["ERRORBUDGET_KEYS__reader"] = $"test={ReaderKey}",
        };
    }

    public AzuriteServer Azurite { get; }

    /// <summary>The app as it is now.</summary>
    public AppProcess App { get; private set; } = null!;

    public static async Task<PushedWorld> StartAsync(int latenessMinutes = 60)
    {
        var world = new PushedWorld(await AzuriteServer.StartAsync(), latenessMinutes);
        await world.RestartAsync();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in (AppProcess[])[.. _killed, App]) await app.DisposeAsync();
        await Azurite.DisposeAsync();
        File.Delete(_policy);
    }

    /// <summary>Kills the app, if there is one, and starts another.</summary>
    public async Task RestartAsync()
    {
        if (App is not null)
        {
            // Its client may still be in a call.
            App.Kill();
            _killed.Add(App);
        }

        var app = await AppProcess.StartAsync(_settings);
        app.Client.DefaultRequestHeaders.Add("x-functions-key", ReaderKey);
        App = app;
    }

    /// <summary>POST /api/counts.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PushAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/counts") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("x-functions-key", Key);
        using var response = await App.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until the ledger says exactly this.</summary>
    /// <param name="truth">Every minute of a stretch, in order.</param>
    public async Task AssertLedgerAsync(IReadOnlyList<(Minute Minute, Bucket Count)> truth)
    {
        await App.UntilAsync("the queue is empty", async () => await MessagesAsync() == 0, TimeSpan.FromSeconds(120));
        IReadOnlyList<(Minute, Bucket)> found = [];
        try
        {
            // A minute that has been read is read again when the next one is over.
            await App.UntilAsync("the ledger is what was pushed", async () => (found = await LedgerAsync(truth[0].Minute, truth[^1].Minute + 1)).SequenceEqual(truth), TimeSpan.FromSeconds(100));
        }
        catch (TimeoutException)
        {
            Assert.Equal(truth, found);
            throw;
        }
    }

    /// <summary>How many messages could not be handled.</summary>
    public async Task<int> PoisonAsync()
    {
        var poison = new QueueClient(Azurite.ConnectionString, "error-budget-counts-poison");
        return await poison.ExistsAsync() ? (await poison.GetPropertiesAsync()).Value.ApproximateMessagesCount : 0;
    }

    private async Task<int> MessagesAsync() => (await new QueueClient(Azurite.ConnectionString, "error-budget-counts").GetPropertiesAsync()).Value.ApproximateMessagesCount;

    private async Task<IReadOnlyList<(Minute, Bucket)>> LedgerAsync(Minute from, Minute to)
    {
        var history = await App.Client.GetFromJsonAsync<JsonElement>($"/api/budgets/payroll/availability/history?from={from}&to={to}&step=1m");
        return [.. history.GetProperty("points").EnumerateArray().Select(point => (Minute.Containing(point.GetProperty("at").GetDateTimeOffset()), Count(point)))];
    }

    private static Bucket Count(JsonElement point) => point.GetProperty("total").ValueKind == JsonValueKind.Null
        ? Bucket.Unknown
        : Bucket.Of(point.GetProperty("good").GetInt64(), point.GetProperty("total").GetInt64());
}
