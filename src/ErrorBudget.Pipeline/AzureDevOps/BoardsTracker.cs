using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tickets;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>Tickets as work items of Azure Boards, by REST API version 7.1.</summary>
/// <remarks>
/// Which state means closed depends on the project's process (Done, Closed, or a name of its own): the type's states tell
/// their category, and the first of the category Completed is taken.
/// </remarks>
public sealed class BoardsTracker : ITracker
{
    /// <summary>The longest title Azure Boards takes.</summary>
    public const int LongestTitle = 255;

    private const string Version = "api-version=7.1";
    private const string CommentsVersion = "api-version=7.1-preview.4";
    private const string JsonPatch = "application/json-patch+json";
    private const int PageSize = 20;
    private const int Pages = 10;

    /// <summary>Azure DevOps itself, for Microsoft Entra tokens.</summary>
    private static readonly TokenRequestContext Scope = new(["499b84ac-1321-427f-aa17-267ca6975798/.default"]);

    private readonly AzureBoards _settings;
    private readonly Func<TokenCredential> _credential;
    private readonly TrackerCalls _calls;
    private readonly string _project;

    /// <summary>The tracker behind its settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="http">Sends requests.</param>
    /// <param name="credential">The app's identity; asked for only if the settings have no token.</param>
    public BoardsTracker(AzureBoards settings, OutgoingHttp http, Func<TokenCredential> credential)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _credential) = (settings, credential);
        _calls = new TrackerCalls(http, TrackerCalls.Root(settings.Organization), PrepareAsync, Judge);
        _project = Uri.EscapeDataString(settings.Project);
        Address = new Uri(TrackerCalls.Root(settings.Organization), _project).AbsoluteUri;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <summary>The field of the description: bugs have one of their own.</summary>
    private string DescriptionField => _settings.WorkItemType == "Bug" ? "Microsoft.VSTS.TCM.ReproSteps" : "System.Description";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundTicket>> FindAsync(string tag, string reference, CancellationToken cancellationToken)
    {
        var query = $"SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS '{tag.Replace("'", "''", StringComparison.Ordinal)}' ORDER BY [System.Id] DESC";
        var answer = await _calls.ReadAsync(HttpMethod.Post, $"{_project}/_apis/wit/wiql?{Version}&$top={PageSize}", new JsonObject { ["query"] = query }, cancellationToken);
        var ids = TrackerCalls.Find(answer, found => found.GetProperty("workItems").EnumerateArray().Select(item => item.GetProperty("id").GetInt64()).ToList());
        if (ids.Count == 0) return [];

        var fields = $"System.WorkItemType,System.State,System.Tags,{DescriptionField}";
        var items = await _calls.ReadAsync(HttpMethod.Get, $"{_project}/_apis/wit/workitems?ids={string.Join(',', ids)}&fields={fields}&errorPolicy=omit&{Version}", null, cancellationToken);
        var tickets = new List<FoundTicket>();
        foreach (var item in TrackerCalls.Find(items, found => found.GetProperty("value").EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).ToList()))
        {
            if (!TagsOf(item).Contains(tag, StringComparer.OrdinalIgnoreCase)) continue;
            tickets.Add(new FoundTicket(Place(item, wrote: false), await IsOpenAsync(item, cancellationToken), Field(item, DescriptionField)?.Contains(reference, StringComparison.Ordinal) == true));
        }

        return [.. tickets.OrderByDescending(ticket => long.Parse(ticket.Place.Number, CultureInfo.InvariantCulture))];
    }

    /// <inheritdoc/>
    public async Task<TicketPlace> CreateAsync(TicketDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var patch = new JsonArray(
            Add("System.Title", draft.Title.Length <= LongestTitle ? draft.Title : string.Concat(draft.Title.AsSpan(0, LongestTitle - 1), "…")),
            Add(DescriptionField, WorkItemHtml.Render(draft.Text)),
            Add("System.Tags", draft.Tag));
        if (_settings.AreaPath is { } area) patch.Add((JsonNode)Add("System.AreaPath", area));
        var item = await _calls.WriteAsync(HttpMethod.Post, $"{_project}/_apis/wit/workitems/${Uri.EscapeDataString(_settings.WorkItemType)}?{Version}", patch, JsonPatch, cancellationToken);
        return Place(item.GetValueOrDefault(), wrote: true);
    }

    /// <inheritdoc/>
    public async Task<TicketStanding> LookAsync(string number, CancellationToken cancellationToken) =>
        await _calls.TryReadAsync($"{Item(number)}?fields=System.WorkItemType,System.State&{Version}", cancellationToken) is not { } item ? TicketStanding.Gone
        : await IsOpenAsync(item, cancellationToken) ? TicketStanding.Open : TicketStanding.Closed;

    /// <inheritdoc/>
    /// <remarks>The newest comments come first, so reading ends at the first page that ends before <paramref name="since"/>.</remarks>
    public async Task<bool> HasCommentAsync(string number, string reference, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var next = "";
        for (var page = 0; page < Pages; page++)
        {
            var answer = await _calls.ReadAsync(HttpMethod.Get, $"{Item(number)}/comments?order=desc&$top={PageSize}{next}&{CommentsVersion}", null, cancellationToken);
            var comments = TrackerCalls.Find(answer, found => found.GetProperty("comments").EnumerateArray()
                .Select(comment => (Text: comment.GetProperty("text").GetString(), Created: comment.GetProperty("createdDate").GetDateTimeOffset())).ToList());
            if (comments.Exists(comment => comment.Text?.Contains(reference, StringComparison.Ordinal) == true)) return true;
            if (comments.Count == 0 || comments[^1].Created < since || !answer.TryGetProperty("continuationToken", out var token)) break;
            next = $"&continuationToken={Uri.EscapeDataString(token.ToString())}";
        }

        return false;
    }

    /// <inheritdoc/>
    public Task CommentAsync(string number, TicketDocument text, CancellationToken cancellationToken) =>
        _calls.WriteAsync(HttpMethod.Patch, $"{Item(number)}?{Version}", new JsonArray(Add("System.History", WorkItemHtml.Render(text))), JsonPatch, cancellationToken);

    /// <inheritdoc/>
    public async Task CloseAsync(string number, CancellationToken cancellationToken)
    {
        var item = await _calls.ReadAsync(HttpMethod.Get, $"{Item(number)}?fields=System.WorkItemType,System.State&{Version}", null, cancellationToken);
        var closed = (await StatesAsync(item, cancellationToken)).FirstOrDefault(state => state.Category == "Completed").Name
            ?? throw new TrackerException(Receipt.Refused($"{number} cannot be closed: the process has no state of the category Completed for a {Field(item, "System.WorkItemType")}"));
        await _calls.WriteAsync(HttpMethod.Patch, $"{Item(number)}?{Version}", new JsonArray(Add("System.State", closed)), JsonPatch, cancellationToken);
    }

    private string Item(string number) => $"{_project}/_apis/wit/workItems/{number}";

    private async Task<bool> IsOpenAsync(JsonElement item, CancellationToken cancellationToken)
    {
        var state = Field(item, "System.State");
        return (await StatesAsync(item, cancellationToken)).All(known => known.Name != state || known.Category is not ("Completed" or "Removed"));
    }

    private async Task<List<(string? Name, string? Category)>> StatesAsync(JsonElement item, CancellationToken cancellationToken)
    {
        var type = Field(item, "System.WorkItemType") ?? _settings.WorkItemType;
        var answer = await _calls.ReadAsync(HttpMethod.Get, $"{_project}/_apis/wit/workitemtypes/{Uri.EscapeDataString(type)}/states?{Version}", null, cancellationToken);
        return TrackerCalls.Find(answer, found => found.GetProperty("value").EnumerateArray()
            .Select(state => (state.GetProperty("name").GetString(), state.GetProperty("category").GetString())).ToList());
    }

    private TicketPlace Place(JsonElement item, bool wrote)
    {
        var number = TrackerCalls.Find(item, found => found.GetProperty("id").GetInt64(), wrote).ToString(CultureInfo.InvariantCulture);
        return new TicketPlace(Address, number, new Uri($"{Address}/_workitems/edit/{number}"));
    }

    private static string? Field(JsonElement item, string name) =>
        TrackerCalls.Find(item, found => found.GetProperty("fields").TryGetProperty(name, out var value) ? value.GetString() : null);

    private static string[] TagsOf(JsonElement item) => (Field(item, "System.Tags") ?? "").Split(';', StringSplitOptions.TrimEntries);

    private static JsonObject Add(string field, string value) => new() { ["op"] = "add", ["path"] = $"/fields/{field}", ["value"] = value };

    private async ValueTask PrepareAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.ParseAdd(TrackerCalls.Json);
        request.Headers.Authorization = _settings.Token is { } token
            ? TrackerCalls.Basic("", token.Reveal())
            : new AuthenticationHeaderValue("Bearer", await TokenAsync(cancellationToken));
    }

    /// <summary>Credentials keep their tokens themselves until shortly before they expire.</summary>
    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _credential().GetTokenAsync(Scope, cancellationToken)).Token;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new TrackerException(Receipt.Unavailable($"no Microsoft Entra token for Azure DevOps: {TrackerCalls.Word(failure.Message)}"));
        }
    }

    /// <summary>203 and redirects lead to the sign-in page: that is how Azure DevOps refuses a token.</summary>
    private static Receipt? Judge(HttpAnswer answer)
    {
        if (answer.Status is 203 or (>= 300 and < 400) or 401)
            return Receipt.Refused($"{answer.Place} does not accept the token: check that it has not expired and may write work items, or that the app's identity is a user of the organisation");
        if (answer.IsSuccess) return null;
        return answer.Failure(TrackerCalls.Look(answer) is { } body && body.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? TrackerCalls.Word(message.GetString()!) : null);
    }
}
