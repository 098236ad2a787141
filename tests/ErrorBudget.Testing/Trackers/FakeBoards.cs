using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies;
using Microsoft.AspNetCore.Http;

namespace ErrorBudget.Testing;

/// <summary>
/// Azure Boards of one project, REST 7.1: JSON Patch only, types and states of the project's process, WIQL, and a sign-in
/// page (203) for a token that is not accepted.
/// </summary>
public sealed partial class FakeBoards : FakeTracker
{
    public const string Token = "boards-fake-pat";
    public const string Project = "Shop & Co";

    private readonly string _type;
    private readonly (string Name, string Category)[] _states;

    private FakeBoards(TimeProvider? time, string type, (string, string)[] states)
        : base(time) => (_type, _states) = (type, states);

    /// <summary>The Entra token that is accepted besides the personal one.</summary>
    public string? EntraToken { get; set; }

    public override Tracker Settings => new AzureBoards(new Uri(Address, "contoso"), Project, _type, null, new Secret(Token)) { Name = "boards" };

    /// <summary>Starts it with the process Basic (type Issue), Agile (User Story, Bug), Scrum (Product Backlog Item) or one of the user's own.</summary>
    public static async Task<FakeBoards> StartAsync(TimeProvider? time = null, string type = "Issue")
    {
        (string, string)[] states = type switch
        {
            "Issue" => [("To Do", "Proposed"), ("Doing", "InProgress"), ("Done", "Completed")],
            "User Story" or "Bug" => [("New", "Proposed"), ("Active", "InProgress"), ("Resolved", "Resolved"), ("Closed", "Completed"), ("Removed", "Removed")],
            "Product Backlog Item" => [("New", "Proposed"), ("Approved", "Proposed"), ("Committed", "InProgress"), ("Done", "Completed"), ("Removed", "Removed")],
            _ => [("Ideas", "Proposed"), ("Parked", "Removed")],
        };
        var fake = new FakeBoards(time, type, states);
        await fake.ListenAsync();
        return fake;
    }

    public override bool IsOpen(FakeTicket ticket) => !ticket.IsDeleted && CategoryOf(ticket.State) is not ("Completed" or "Removed");

    public override void CloseByHand(FakeTicket ticket) => ticket.State = _states.First(state => state.Category is "Completed" or "Removed").Name;

    private protected override Task<Reply> AnswerAsync(HttpRequest request, JsonNode? body)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (BasicOf(request) != $":{Token}" && (EntraToken is null || authorization != $"Bearer {EntraToken}"))
            return Task.FromResult(new Reply(203, JsonValue.Create("<html>Sign in to your account</html>")));
        var (path, version) = (Paths().Match(request.Path.Value!), request.Query["api-version"].ToString());
        if (!path.Success) return Fail(404, "VS800075: The project does not exist, or you do not have permission to access it.");
        if (version != (path.Groups["comments"].Success ? "7.1-preview.4" : "7.1")) return Fail(400, "VssVersionNotSpecified");
        if (body is JsonArray && request.ContentType != "application/json-patch+json") return Fail(415, "Unsupported media type");
        if (path.Groups["wiql"].Success) return Task.FromResult(Query(request.Query, body!));
        if (path.Groups["type"].Success) return Task.FromResult(path.Groups["type"].Value == _type ? Create((JsonArray)body!) : new Reply(404, Message($"VS402323: Work item type {path.Groups["type"].Value} does not exist")));
        if (path.Groups["states"].Success) return Task.FromResult(new Reply(200, new JsonObject { ["value"] = new JsonArray([.. _states.Select(state => new JsonObject { ["name"] = state.Name, ["category"] = state.Category })]) }));
        if (!path.Groups["id"].Success) return Task.FromResult(Batch(request.Query));
        if (Find(path.Groups["id"].Value) is not { } item) return Fail(404, $"TF401232: Work item {path.Groups["id"].Value} does not exist, or you do not have permissions to read it.");
        return Task.FromResult((request.Method, path.Groups["comments"].Success) switch
        {
            ("GET", false) => new Reply(200, Json(item)),
            ("PATCH", false) => Change(item, (JsonArray)body!),
            ("GET", true) => Comments(item, request.Query),
            _ => new Reply(405),
        });
    }

    private Reply Create(JsonArray patch)
    {
        var fields = Fields(patch);
        var title = fields.GetValueOrDefault("System.Title", "");
        if (title.Length is 0 or > 255) return new Reply(400, Message("TF401320: Rule Error for field Title."));
        if (fields.TryGetValue("System.AreaPath", out var area) && !area.StartsWith(Project, StringComparison.Ordinal)) return new Reply(400, Message("TF401347: Invalid tree name given for work item, field 'System.AreaPath'."));
        var description = _type == "Bug" ? "Microsoft.VSTS.TCM.ReproSteps" : "System.Description";
        if (!fields.TryGetValue(description, out var text)) return new Reply(400, Message($"TF401320: Rule Error for field {description}."));
        var item = Open(id => new FakeTicket
        {
            Id = id,
            Number = id.ToString(CultureInfo.InvariantCulture),
            Title = title,
            Body = text,
            Tags = [.. fields.GetValueOrDefault("System.Tags", "").Split(';', ',').Select(tag => tag.Trim())],
            CreatedAt = Time.GetUtcNow(),
            State = _states[0].Name,
        });
        return new Reply(200, Json(item));
    }

    private Reply Change(FakeTicket item, JsonArray patch)
    {
        var fields = Fields(patch);
        if (fields.TryGetValue("System.State", out var state))
        {
            if (CategoryOf(state) is null) return new Reply(400, Message($"The field 'State' contains the value '{state}' that is not in the list of supported values"));
            item.State = state;
        }

        if (fields.TryGetValue("System.History", out var history)) item.Comment(history, Time.GetUtcNow());
        return new Reply(200, Json(item));
    }

    private Reply Query(IQueryCollection query, JsonNode body)
    {
        var wiql = Wiql().Match(body["query"]!.GetValue<string>());
        if (!wiql.Success) return new Reply(400, Message("TF51006: The query statement is missing a clause or is malformed."));
        var tag = wiql.Groups["tag"].Value.Replace("''", "'", StringComparison.Ordinal);
        var found = Tickets.Reverse().Where(item => !item.IsDeleted && item.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase)).Take(int.Parse(query["$top"].ToString(), CultureInfo.InvariantCulture));
        return new Reply(200, new JsonObject { ["workItems"] = new JsonArray([.. found.Select(item => new JsonObject { ["id"] = item.Id })]) });
    }

    private Reply Batch(IQueryCollection query) => new(200, new JsonObject
    {
        ["value"] = new JsonArray([.. query["ids"].ToString().Split(',').Select(id => Find(id) is { } item ? Json(item) : null)]),
    });

    private static Reply Comments(FakeTicket item, IQueryCollection query)
    {
        if (query["order"] != "desc") return new Reply(400, Message("an unknown order"));
        var (start, size) = (int.Parse("0" + query["continuationToken"], CultureInfo.InvariantCulture), int.Parse(query["$top"].ToString(), CultureInfo.InvariantCulture));
        var all = item.Comments;
        var page = all.Reverse().Skip(start).Take(size).Select(comment => new JsonObject { ["id"] = comment.Id, ["text"] = comment.Body, ["createdDate"] = Stamp(comment.CreatedAt) });
        var answer = new JsonObject { ["totalCount"] = all.Count, ["comments"] = new JsonArray([.. page]) };
        if (start + size < all.Count) answer["continuationToken"] = $"{start + size}";
        return new Reply(200, answer);
    }

    private JsonObject Json(FakeTicket item)
    {
        var description = _type == "Bug" ? "Microsoft.VSTS.TCM.ReproSteps" : "System.Description";
        return new JsonObject
        {
            ["id"] = item.Id,
            ["fields"] = new JsonObject { ["System.WorkItemType"] = _type, ["System.State"] = item.State, ["System.Tags"] = string.Join("; ", item.Tags), [description] = item.Body },
        };
    }

    private string? CategoryOf(string state) => _states.FirstOrDefault(known => known.Name == state).Category;

    private static Dictionary<string, string> Fields(JsonArray patch) => patch.ToDictionary(
        operation => operation!["op"]!.GetValue<string>() == "add" && operation["path"]!.GetValue<string>() is var path && path.StartsWith("/fields/", StringComparison.Ordinal)
            ? path["/fields/".Length..]
            : throw new FormatException("an unknown operation"),
        operation => operation!["value"]!.GetValue<string>());

    private static JsonObject Message(string message) => new() { ["message"] = message };

    private static Task<Reply> Fail(int status, string message) => Task.FromResult(new Reply(status, Message(message)));

    [GeneratedRegex(@"^/contoso/Shop & Co/_apis/wit/((?<wiql>wiql)|workitems/\$(?<type>[^/]+)|workitemtypes/[^/]+/(?<states>states)|work[iI]tems(/(?<id>[0-9]+)(?<comments>/comments)?)?)$")]
    private static partial Regex Paths();

    [GeneratedRegex(@"^SELECT \[System\.Id\] FROM WorkItems WHERE \[System\.TeamProject\] = @project AND \[System\.Tags\] CONTAINS '(?<tag>([^']|'')+)' ORDER BY \[System\.Id\] DESC$")]
    private static partial Regex Wiql();
}
