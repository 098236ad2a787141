using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Azure.Core;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>Counts events by the logs of one source: SLOs on requests together, own KQL one by one.</summary>
internal sealed class LogReader(string name, AzureMonitorSettings settings, AzureMonitorClient client)
{
    /// <summary>How many SLOs share a query; each takes two or three columns.</summary>
    private const int SlosPerQuery = 100;

    private string Place => $"Log Analytics \"{name}\"";

    /// <summary>The tasks that read some objectives into a draft.</summary>
    public IEnumerable<ReadingTask> Plan(IReadOnlyCollection<Objective> objectives, BucketGrid grid, ReadingDraft draft) =>
    [
        .. objectives.Where(objective => objective.Sli is AppRequestsSli).Chunk(SlosPerQuery)
            .Select(chunk => new ReadingTask(chunk, cancellationToken => ReadRequestsAsync(chunk, grid, draft, cancellationToken))),
        .. objectives.Where(objective => objective.Sli is KqlSli)
            .Select(objective => new ReadingTask([objective], cancellationToken => ReadKqlAsync(objective, grid, draft, cancellationToken))),
    ];

    private async Task ReadRequestsAsync(Objective[] objectives, BucketGrid grid, ReadingDraft draft, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(RequestsKql.Of([.. objectives.Select(objective => (AppRequestsSli)objective.Sli)], grid), grid, cancellationToken);
        if (answer is null) return;
        var table = new LogTable(Place, answer.RootElement, RequestsKql.Time, grid);
        for (var slo = 0; slo < objectives.Length; slo++)
        {
            var (good, total, minutes) = (RequestsKql.Good(slo), RequestsKql.Total(slo), RequestsKql.Minutes(slo));
            for (var bucket = 0; bucket < grid.Count; bucket++)
            {
                var known = grid.Width == 1 ? 1 : (int)(table[bucket, minutes] ?? 0);
                draft.Set(objectives[slo], grid, bucket, table[bucket, total] is { } events and not 0
                    ? EventCount.Of(table[bucket, good] ?? 0, events, settings.EmptyIsNoTraffic ? grid.Width : known)
                    : Empty(grid));
            }
        }
    }

    private async Task ReadKqlAsync(Objective objective, BucketGrid grid, ReadingDraft draft, CancellationToken cancellationToken)
    {
        var kql = ((KqlSli)objective.Sli).Query
            .Replace(KqlSli.FromPlaceholder, KqlText.Instant(grid.Start), StringComparison.Ordinal)
            .Replace(KqlSli.ToPlaceholder, KqlText.Instant(grid.BucketAt(grid.Count)), StringComparison.Ordinal)
            .Replace(KqlSli.BinPlaceholder, KqlText.Width(grid.Width), StringComparison.Ordinal);
        using var answer = await AskAsync(kql, grid, cancellationToken);
        if (answer is null) return;
        var table = new LogTable(Place, answer.RootElement, RequestsKql.Time, grid);
        for (var bucket = 0; bucket < grid.Count; bucket++)
            draft.Set(objective, grid, bucket, table[bucket, "Total"] is { } total ? EventCount.Of(table[bucket, "Good"] ?? 0, total, grid.Width) : Empty(grid));
    }

    private EventCount Empty(BucketGrid grid) => settings.EmptyIsNoTraffic ? EventCount.Of(0, 0, grid.Width) : EventCount.Nothing;

    /// <summary>The answer; null if the workspace never had data, so that all is unknown.</summary>
    private Task<JsonDocument?> AskAsync(string kql, BucketGrid grid, CancellationToken cancellationToken)
    {
        var timeout = TimeSpan.FromSeconds(settings.TimeoutSeconds);
        var body = Body(kql, grid);
        return client.SendAsync(Place, AzureMonitorScope.OfLogs(settings.LogsUrl), timeout, request =>
        {
            request.Method = RequestMethod.Post;
            request.Uri.Reset(new Uri($"{settings.LogsUrl.GetLeftPart(UriPartial.Path).TrimEnd('/')}/v1{Uri.EscapeDataString(settings.LogsPath!).Replace("%2F", "/", StringComparison.Ordinal)}/query"));
            request.Headers.SetValue("Content-Type", "application/json");
            request.Headers.SetValue("Accept", "application/json");
            request.Headers.SetValue("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={settings.TimeoutSeconds}"));
            request.Content = RequestContent.Create(body);
        }, cancellationToken);
    }

    /// <summary>The query says which time it is for. The time span, whose borders are documented less precisely, is an hour wider.</summary>
    private static ReadOnlyMemory<byte> Body(string kql, BucketGrid grid)
    {
        var buffer = new ArrayBufferWriter<byte>(kql.Length + 200);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("query", kql);
            json.WriteString("timespan", string.Create(
                CultureInfo.InvariantCulture, $"{grid.Start.Start.AddHours(-1).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}/{grid.BucketAt(grid.Count).Start.AddHours(1).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
