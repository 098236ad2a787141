using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies;
using Microsoft.AspNetCore.Http;

namespace ErrorBudget.Testing;

/// <summary>
/// One project of Jira Cloud, REST v3: descriptions and comments in valid ADF only, bounded JQL on the new search only, and
/// a search that finds an issue some time after it was opened.
/// </summary>
public sealed partial class FakeJira : FakeTracker
{
    public const string User = "bot@contoso.example";
    public const string Token = "jira-fake-token";

    private FakeJira(TimeProvider? time)
        : base(time)
    {
    }

    /// <summary>How long the search does not know of an issue.</summary>
    public TimeSpan SearchLag { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the workflow leads from where issues are to a status that is done.</summary>
    public bool CanBeDone { get; set; } = true;

    public override Tracker Settings => new JiraProject(Address, "OPS", "Task", ["reliability"], User, new Secret(Token)) { Name = "jira" };

    public static async Task<FakeJira> StartAsync(TimeProvider? time = null)
    {
        var fake = new FakeJira(time);
        await fake.ListenAsync();
        return fake;
    }

    public override bool IsOpen(FakeTicket ticket) => ticket.State != "Done" && !ticket.IsDeleted;

    public override void CloseByHand(FakeTicket ticket) => ticket.State = "Done";

    private protected override Task<Reply> AnswerAsync(HttpRequest request, JsonNode? body)
    {
        if (BasicOf(request) != $"{User}:{Token}") return Task.FromResult(new Reply(401, Error("Client must be authenticated to access this resource.")));
        if (body is not null && request.ContentType != "application/json") return Task.FromResult(new Reply(415));
        var path = request.Path.ToString();
        if (path == "/rest/api/3/search") return Task.FromResult(new Reply(410, Error("The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.")));
        if (path == "/rest/api/3/search/jql" && request.Method == "POST") return Task.FromResult(Search(body!));
        if (path == "/rest/api/3/issue" && request.Method == "POST") return Task.FromResult(Create(body!["fields"]!));
        if (IssuePaths().Match(path) is not { Success: true } issuePath || Find(issuePath.Groups["key"].Value) is not { } issue)
            return Task.FromResult(new Reply(404, Error("Issue does not exist or you do not have permission to see it.")));
        return Task.FromResult((request.Method, issuePath.Groups["part"].Value) switch
        {
            ("GET", "") => new Reply(200, Json(issue)),
            ("GET", "/comment") => Comments(issue, request.Query),
            ("POST", "/comment") => Comment(issue, body!),
            ("GET", "/transitions") => new Reply(200, Transitions(issue)),
            ("POST", "/transitions") => Move(issue, body!),
            _ => new Reply(405),
        });
    }

    private Reply Create(JsonNode fields)
    {
        var summary = fields["summary"]!.GetValue<string>();
        string[] labels = [.. fields["labels"]!.AsArray().Select(label => label!.GetValue<string>())];
        if (fields["project"]!["key"]!.GetValue<string>() != "OPS") return Invalid("project", "valid project is required");
        if (fields["issuetype"]!["name"]!.GetValue<string>() is not ("Task" or "Story")) return Invalid("issuetype", "Specify a valid issue type");
        if (summary.Length is 0 or > 255) return Invalid("summary", "Summary must be less than 255 characters.");
        if (summary.Contains('\n', StringComparison.Ordinal)) return Invalid("summary", "The summary is invalid because it contains newline characters.");
        if (labels.Any(label => label.Contains(' ', StringComparison.Ordinal))) return Invalid("labels", "The label contains spaces which is invalid.");
        if (Adf.FaultOf(fields["description"]) is { } fault) return Invalid("description", $"Operation value must be an Atlassian Document (see the Atlassian Document Format): {fault}");
        var issue = Open(id => new FakeTicket
        {
            Id = id, Number = $"OPS-{id}", Title = summary, Body = fields["description"]!.ToJsonString(), Tags = labels, CreatedAt = Time.GetUtcNow(), State = "To Do",
        });
        return new Reply(201, new JsonObject { ["id"] = $"{10_000 + issue.Id}", ["key"] = issue.Number, ["self"] = $"{Address}rest/api/3/issue/{10_000 + issue.Id}" });
    }

    private Reply Search(JsonNode body)
    {
        var query = Jql().Match(body["jql"]!.GetValue<string>());
        if (!query.Success) return new Reply(400, Error("Unbounded JQL queries are not allowed here. Please add a search restriction to your query."));
        if (body.AsObject().ContainsKey("startAt")) return new Reply(400, Error("Invalid request payload."));
        var now = Time.GetUtcNow();
        var found = Tickets.Reverse().Where(issue => !issue.IsDeleted && query.Groups["project"].Value == "OPS" && issue.Tags.Contains(query.Groups["label"].Value) && issue.CreatedAt + SearchLag <= now)
            .Take(body["maxResults"]!.GetValue<int>());
        return new Reply(200, new JsonObject { ["issues"] = new JsonArray([.. found.Select(Json)]), ["isLast"] = true });
    }

    private Reply Comment(FakeTicket issue, JsonNode body) => Adf.FaultOf(body["body"]) is { } fault
        ? Invalid("comment", $"Comment body is not valid: {fault}")
        : new Reply(201, new JsonObject { ["id"] = $"{issue.Comment(body["body"]!.ToJsonString(), Time.GetUtcNow()).Id}" });

    private static Reply Comments(FakeTicket issue, IQueryCollection query)
    {
        if (query["orderBy"] != "-created") return new Reply(400, Error("an unknown order"));
        var (start, size) = (int.Parse(query["startAt"].ToString(), CultureInfo.InvariantCulture), int.Parse(query["maxResults"].ToString(), CultureInfo.InvariantCulture));
        var comments = issue.Comments.Reverse().Skip(start).Take(size).Select(comment => new JsonObject
        {
            ["id"] = $"{comment.Id}", ["body"] = JsonNode.Parse(comment.Body), ["created"] = comment.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
        });
        return new Reply(200, new JsonObject { ["startAt"] = start, ["maxResults"] = size, ["total"] = issue.Comments.Count, ["comments"] = new JsonArray([.. comments]) });
    }

    private JsonObject Transitions(FakeTicket issue)
    {
        var all = new JsonArray(Transition("21", "In Progress", "indeterminate"));
        if (CanBeDone && issue.State != "Done") all.Add((JsonNode)Transition("31", "Done", "done"));
        return new JsonObject { ["transitions"] = all };
    }

    private Reply Move(FakeTicket issue, JsonNode body)
    {
        var id = body["transition"]!["id"]!.GetValue<string>();
        var chosen = Transitions(issue)["transitions"]!.AsArray().FirstOrDefault(transition => transition!["id"]!.GetValue<string>() == id);
        if (chosen is null) return new Reply(400, Error("Transition id is not valid for this issue."));
        issue.State = chosen["to"]!["name"]!.GetValue<string>();
        return new Reply(204);
    }

    private static JsonObject Transition(string id, string to, string category) => new()
    {
        ["id"] = id, ["name"] = to, ["to"] = new JsonObject { ["name"] = to, ["statusCategory"] = new JsonObject { ["key"] = category } },
    };

    private static JsonObject Json(FakeTicket issue) => new()
    {
        ["id"] = $"{10_000 + issue.Id}",
        ["key"] = issue.Number,
        ["fields"] = new JsonObject
        {
            ["status"] = new JsonObject { ["name"] = issue.State, ["statusCategory"] = new JsonObject { ["key"] = issue.State switch { "Done" => "done", "To Do" => "new", _ => "indeterminate" } } },
            ["description"] = JsonNode.Parse(issue.Body),
        },
    };

    private static JsonObject Error(string message) => new() { ["errorMessages"] = new JsonArray(message), ["errors"] = new JsonObject() };

    private static Reply Invalid(string field, string message) => new(400, new JsonObject { ["errorMessages"] = new JsonArray(), ["errors"] = new JsonObject { [field] = message } });

    [GeneratedRegex("^/rest/api/3/issue/(?<key>OPS-[0-9]+)(?<part>/comment|/transitions)?$")]
    private static partial Regex IssuePaths();

    [GeneratedRegex("^project = \"(?<project>[^\"]+)\" AND labels = \"(?<label>[^\"]+)\" ORDER BY created DESC$")]
    private static partial Regex Jql();
}
