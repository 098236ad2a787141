using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tickets;

namespace ErrorBudget.Pipeline.GitHub;

/// <summary>Tickets as issues of a GitHub repository, by REST API version 2022-11-28.</summary>
/// <remarks>
/// Issues are found by their label, which is up to date at once, not by searching, which lags. GitHub leaves labels away
/// without a word if the token may not push to the repository; such a ticket would not be found again, so it is closed at once
/// and the errand refused.
/// </remarks>
public sealed class GitHubTracker : ITracker
{
    /// <summary>The longest title GitHub takes.</summary>
    public const int LongestTitle = 256;

    private const int PageSize = 20;
    private const int Pages = 10;

    /// <summary>What GitHub asks to wait after a secondary limit that names no time.</summary>
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly GitHubIssues _settings;
    private readonly TrackerCalls _calls;
    private readonly string _issues;

    /// <summary>The tracker behind its settings.</summary>
    public GitHubTracker(GitHubIssues settings, OutgoingHttp http)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _calls = new TrackerCalls(http, TrackerCalls.Root(settings.Api), Prepare, Judge);
        _issues = $"repos/{Uri.EscapeDataString(settings.Owner)}/{Uri.EscapeDataString(settings.Repository)}/issues";
        Address = new Uri(TrackerCalls.Root(settings.Api), _issues).AbsoluteUri;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundTicket>> FindAsync(string tag, string reference, CancellationToken cancellationToken)
    {
        var list = await _calls.ReadAsync(
            HttpMethod.Get, $"{_issues}?labels={Uri.EscapeDataString(tag)}&state=all&sort=created&direction=desc&per_page={PageSize}", null, cancellationToken);
        return TrackerCalls.Find(list, issues => issues.EnumerateArray()
            .Where(issue => !issue.TryGetProperty("pull_request", out _))
            .Select(issue => new FoundTicket(
                Place(issue),
                issue.GetProperty("state").GetString() == "open",
                issue.GetProperty("body").GetString()?.Contains(IssueMarkdown.Marker(reference), StringComparison.Ordinal) == true))
            .ToList());
    }

    /// <inheritdoc/>
    public async Task<TicketPlace> CreateAsync(TicketDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var body = new JsonObject
        {
            ["title"] = draft.Title.Length <= LongestTitle ? draft.Title : string.Concat(draft.Title.AsSpan(0, LongestTitle - 1), "…"),
            ["body"] = IssueMarkdown.Render(draft.Text),
            ["labels"] = new JsonArray([.. _settings.Labels.Append(draft.Tag).Select(label => (JsonNode)label)]),
        };
        var issue = (await _calls.WriteAsync(HttpMethod.Post, _issues, body, TrackerCalls.Json, cancellationToken)).GetValueOrDefault();
        var place = TrackerCalls.Find(issue, Place, wrote: true);
        if (TrackerCalls.Find(issue, HasTag, wrote: true)) return place;
        await CloseAsync(place.Number, cancellationToken);
        throw new TrackerException(Receipt.Refused($"{place.Url} was closed again, because GitHub left its labels away: give the token push access to the repository"));

        bool HasTag(JsonElement opened) => opened.GetProperty("labels").EnumerateArray().Any(label => string.Equals(label.GetProperty("name").GetString(), draft.Tag, StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public async Task<TicketStanding> LookAsync(string number, CancellationToken cancellationToken) =>
        await _calls.TryReadAsync($"{_issues}/{number}", cancellationToken) is not { } issue ? TicketStanding.Gone
        : TrackerCalls.Find(issue, found => found.GetProperty("state").GetString()) == "open" ? TicketStanding.Open : TicketStanding.Closed;

    /// <inheritdoc/>
    public async Task<bool> HasCommentAsync(string number, string reference, DateTimeOffset since, CancellationToken cancellationToken)
    {
        for (var page = 1; page <= Pages; page++)
        {
            var from = since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var list = await _calls.ReadAsync(HttpMethod.Get, $"{_issues}/{number}/comments?since={from}&per_page={PageSize}&page={page}", null, cancellationToken);
            var bodies = TrackerCalls.Find(list, comments => comments.EnumerateArray().Select(comment => comment.GetProperty("body").GetString()).ToList());
            if (bodies.Exists(body => body?.Contains(IssueMarkdown.Marker(reference), StringComparison.Ordinal) == true)) return true;
            if (bodies.Count < PageSize) break;
        }

        return false;
    }

    /// <inheritdoc/>
    public Task CommentAsync(string number, TicketDocument text, CancellationToken cancellationToken) =>
        _calls.WriteAsync(HttpMethod.Post, $"{_issues}/{number}/comments", new JsonObject { ["body"] = IssueMarkdown.Render(text) }, TrackerCalls.Json, cancellationToken);

    /// <inheritdoc/>
    public Task CloseAsync(string number, CancellationToken cancellationToken) =>
        _calls.WriteAsync(HttpMethod.Patch, $"{_issues}/{number}", new JsonObject { ["state"] = "closed", ["state_reason"] = "completed" }, TrackerCalls.Json, cancellationToken);

    private TicketPlace Place(JsonElement issue) =>
        new(Address, issue.GetProperty("number").GetInt64().ToString(CultureInfo.InvariantCulture), new Uri(issue.GetProperty("html_url").GetString() ?? ""));

    private ValueTask Prepare(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _settings.Token.Reveal());
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        return ValueTask.CompletedTask;
    }

    /// <summary>Limits are signalled by 403 or 429, with the time to wait, or with nothing but words.</summary>
    private static Receipt? Judge(HttpAnswer answer)
    {
        if (answer.IsSuccess) return null;
        var why = TrackerCalls.Look(answer) is { } body && body.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? TrackerCalls.Word(message.GetString()!) : null;
        return answer.Status is 403 or 429 && (answer.RetryAfter is not null || answer.Status == 429 || why?.Contains("rate limit", StringComparison.OrdinalIgnoreCase) == true)
            ? Receipt.Unavailable($"{answer.Place} limits requests{(why is null ? "" : $": {why}")}", answer.RetryAfter ?? Minute)
            : answer.Failure(why);
    }
}
