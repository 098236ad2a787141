using System.Text.Json;
using System.Text.Json.Nodes;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tickets;

namespace ErrorBudget.Pipeline.Jira;

/// <summary>Tickets as issues of a project of Jira Cloud, by REST API version 3.</summary>
public sealed class JiraTracker : ITracker
{
    /// <summary>The longest summary Jira takes.</summary>
    public const int LongestSummary = 255;

    private const int PageSize = 20;
    private const int Pages = 10;

    private readonly JiraProject _settings;
    private readonly TrackerCalls _calls;

    /// <summary>The tracker behind its settings.</summary>
    public JiraTracker(JiraProject settings, OutgoingHttp http)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _calls = new TrackerCalls(http, TrackerCalls.Root(settings.Site), Prepare, Judge);
        Address = new Uri(TrackerCalls.Root(settings.Site), $"projects/{Uri.EscapeDataString(settings.Project)}").AbsoluteUri;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundTicket>> FindAsync(string tag, string reference, CancellationToken cancellationToken)
    {
        var question = new JsonObject
        {
            ["jql"] = $"project = {Quote(_settings.Project)} AND labels = {Quote(tag)} ORDER BY created DESC",
            ["fields"] = new JsonArray("status", "description"),
            ["maxResults"] = PageSize,
        };
        var answer = await _calls.ReadAsync(HttpMethod.Post, "rest/api/3/search/jql", question, cancellationToken);
        return TrackerCalls.Find(answer, found => found.GetProperty("issues").EnumerateArray().Select(issue => new FoundTicket(
            Place(issue),
            IsOpen(issue),
            issue.GetProperty("fields").GetProperty("description").GetRawText().Contains(reference, StringComparison.Ordinal))).ToList());
    }

    /// <inheritdoc/>
    public async Task<TicketPlace> CreateAsync(TicketDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var fields = new JsonObject
        {
            ["project"] = new JsonObject { ["key"] = _settings.Project },
            ["issuetype"] = new JsonObject { ["name"] = _settings.IssueType },
            ["summary"] = draft.Title.Length <= LongestSummary ? draft.Title : string.Concat(draft.Title.AsSpan(0, LongestSummary - 1), "…"),
            ["labels"] = new JsonArray([.. _settings.Labels.Append(draft.Tag).Select(label => (JsonNode)label)]),
            ["description"] = AtlassianDocument.Render(draft.Text),
        };
        var issue = await _calls.WriteAsync(HttpMethod.Post, "rest/api/3/issue", new JsonObject { ["fields"] = fields }, TrackerCalls.Json, cancellationToken);
        return TrackerCalls.Find(issue.GetValueOrDefault(), Place, wrote: true);
    }

    /// <inheritdoc/>
    public async Task<TicketStanding> LookAsync(string number, CancellationToken cancellationToken) =>
        await _calls.TryReadAsync($"{Issue(number)}?fields=status", cancellationToken) is not { } issue ? TicketStanding.Gone
        : TrackerCalls.Find(issue, IsOpen) ? TicketStanding.Open : TicketStanding.Closed;

    /// <inheritdoc/>
    /// <remarks>The newest comments come first, so reading ends at the first page that ends before <paramref name="since"/>.</remarks>
    public async Task<bool> HasCommentAsync(string number, string reference, DateTimeOffset since, CancellationToken cancellationToken)
    {
        for (var page = 0; page < Pages; page++)
        {
            var answer = await _calls.ReadAsync(HttpMethod.Get, $"{Issue(number)}/comment?orderBy=-created&startAt={page * PageSize}&maxResults={PageSize}", null, cancellationToken);
            var comments = TrackerCalls.Find(answer, found => found.GetProperty("comments").EnumerateArray()
                .Select(comment => (Body: comment.GetProperty("body").GetRawText(), Created: comment.GetProperty("created").GetString())).ToList());
            if (comments.Exists(comment => comment.Body.Contains(reference, StringComparison.Ordinal))) return true;
            if (comments.Count < PageSize || IsBefore(comments[^1].Created, since)) break;
        }

        return false;
    }

    /// <inheritdoc/>
    public Task CommentAsync(string number, TicketDocument text, CancellationToken cancellationToken) =>
        _calls.WriteAsync(HttpMethod.Post, $"{Issue(number)}/comment", new JsonObject { ["body"] = AtlassianDocument.Render(text) }, TrackerCalls.Json, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>By the first transition to a status of the category "done" that there is from the present one.</remarks>
    public async Task CloseAsync(string number, CancellationToken cancellationToken)
    {
        var answer = await _calls.ReadAsync(HttpMethod.Get, $"{Issue(number)}/transitions", null, cancellationToken);
        var done = TrackerCalls.Find(answer, found => found.GetProperty("transitions").EnumerateArray()
            .Where(transition => transition.GetProperty("to").GetProperty("statusCategory").GetProperty("key").GetString() == "done")
            .Select(transition => transition.GetProperty("id").GetString()).FirstOrDefault());
        if (done is null) throw new TrackerException(Receipt.Refused($"{number} cannot be closed: its workflow has no transition from its status to one of the category done"));
        await _calls.WriteAsync(HttpMethod.Post, $"{Issue(number)}/transitions", new JsonObject { ["transition"] = new JsonObject { ["id"] = done } }, TrackerCalls.Json, cancellationToken);
    }

    private static string Issue(string number) => $"rest/api/3/issue/{Uri.EscapeDataString(number)}";

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool IsOpen(JsonElement issue) =>
        issue.GetProperty("fields").GetProperty("status").GetProperty("statusCategory").GetProperty("key").GetString() != "done";

    /// <summary>Jira writes offsets without a colon.</summary>
    private static bool IsBefore(string? created, DateTimeOffset since) =>
        DateTimeOffset.TryParseExact(created, ["yyyy-MM-dd'T'HH:mm:ss.FFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFF'+0000'"], System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) && at < since;

    private TicketPlace Place(JsonElement issue) => issue.GetProperty("key").GetString() is { Length: > 0 } key
        ? new TicketPlace(Address, key, new Uri(TrackerCalls.Root(_settings.Site), $"browse/{Uri.EscapeDataString(key)}"))
        : throw new FormatException("An issue has a key.");

    private ValueTask Prepare(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = TrackerCalls.Basic(_settings.User, _settings.Token.Reveal());
        request.Headers.Accept.ParseAdd(TrackerCalls.Json);
        return ValueTask.CompletedTask;
    }

    private static Receipt? Judge(HttpAnswer answer)
    {
        if (answer.IsSuccess) return null;
        if (TrackerCalls.Look(answer) is not { } body) return answer.Failure();
        var messages = body.TryGetProperty("errorMessages", out var general) && general.ValueKind == JsonValueKind.Array ? general.EnumerateArray().Select(message => message.ToString()) : [];
        var fields = body.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object ? errors.EnumerateObject().Select(field => $"{field.Name}: {field.Value}") : [];
        return answer.Failure(string.Join("; ", messages.Concat(fields)) is { Length: > 0 } why ? TrackerCalls.Word(why) : null);
    }
}
