using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies;
using Microsoft.AspNetCore.Http;

namespace ErrorBudget.Testing;

/// <summary>The issues of one GitHub repository: required headers, limits of lengths and rates, labels that are dropped without push access.</summary>
public sealed partial class FakeGitHub : FakeTracker
{
    public const string Token = "github_pat_fake";

    private readonly Queue<DateTimeOffset> _created = new();

    private FakeGitHub(TimeProvider? time)
        : base(time)
    {
    }

    /// <summary>Whether the token may push; without, labels are dropped.</summary>
    public bool CanPush { get; set; } = true;

    public override Tracker Settings => new GitHubIssues(Address, "contoso", "shop", ["reliability"], new Secret(Token)) { Name = "github" };

    public static async Task<FakeGitHub> StartAsync(TimeProvider? time = null)
    {
        var fake = new FakeGitHub(time);
        await fake.ListenAsync();
        return fake;
    }

    public override bool IsOpen(FakeTicket ticket) => ticket is { IsDeleted: false, State: "open" };

    public override void CloseByHand(FakeTicket ticket) => ticket.State = "closed";

    /// <summary>Adds a pull request, which the API lists among the issues.</summary>
    public void AddPullRequest(string label) => Open(id => new FakeTicket
    {
        Id = id, Number = id.ToString(CultureInfo.InvariantCulture), Title = "a pull request", Body = "", Tags = [label], CreatedAt = Time.GetUtcNow(), State = "open", IsPullRequest = true,
    });

    private protected override Task<Reply> AnswerAsync(HttpRequest request, JsonNode? body)
    {
        if (request.Headers.UserAgent.Count == 0) return Fail(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.");
        if (request.Headers.Authorization != $"Bearer {Token}") return Fail(401, "Bad credentials");
        if (request.Headers.Accept != "application/vnd.github+json") return Fail(415, "Unsupported 'Accept' header");
        if (request.Headers["X-GitHub-Api-Version"] != "2022-11-28") return Fail(400, "no API version");
        if (body is not null && request.ContentType != "application/json") return Fail(415, "Unsupported Media Type");

        var path = Paths().Match(request.Path.Value!);
        if (!path.Success) return Fail(404, "Not Found");
        var number = path.Groups["number"];
        if (!number.Success) return Task.FromResult(request.Method == "POST" ? Create(body!) : List(request.Query));
        if (Tickets.Any(ticket => ticket.Number == number.Value && ticket.IsDeleted)) return Fail(410, "This issue was deleted");
        if (Find(number.Value) is not { } issue) return Fail(404, "Not Found");
        return Task.FromResult((request.Method, path.Groups["comments"].Success) switch
        {
            ("GET", false) => new Reply(200, Json(issue)),
            ("PATCH", false) => Change(issue, body!),
            ("GET", true) => Comments(issue, request.Query),
            ("POST", true) => Comment(issue, body!),
            _ => new Reply(405),
        });
    }

    private Reply Create(JsonNode body)
    {
        if (Limited() is { } limited) return limited;
        var (title, text) = (body["title"]!.GetValue<string>(), body["body"]!.GetValue<string>());
        string[] labels = [.. body["labels"]!.AsArray().Select(label => label!.GetValue<string>())];
        if (title.Length is 0 or > 256) return Invalid("title is too long (maximum is 256 characters)");
        if (text.Length > 65_536) return Invalid("body is too long (maximum is 65536 characters)");
        if (labels.Any(label => label.Length is 0 or > 50)) return Invalid("name is too long (maximum is 50 characters)");
        var issue = Open(id => new FakeTicket
        {
            Id = id, Number = id.ToString(CultureInfo.InvariantCulture), Title = title, Body = text, Tags = CanPush ? labels : [], CreatedAt = Time.GetUtcNow(), State = "open",
        });
        return new Reply(201, Json(issue));
    }

    private Reply List(IQueryCollection query)
    {
        var (labels, size) = (query["labels"].ToString().Split(','), int.Parse(query["per_page"].ToString(), CultureInfo.InvariantCulture));
        if (query["sort"] != "created" || query["direction"] != "desc" || size is < 1 or > 100) return Invalid("an unknown order or page");
        var found = Tickets.Reverse().Where(issue => !issue.IsDeleted && (query["state"] == "all" || issue.State == query["state"]))
            .Where(issue => labels.All(label => issue.Tags.Contains(label, StringComparer.OrdinalIgnoreCase))).Take(size);
        return new Reply(200, new JsonArray([.. found.Select(Json)]));
    }

    private static Reply Change(FakeTicket issue, JsonNode body)
    {
        if (body["state"]?.GetValue<string>() is not ("open" or "closed") || body["state_reason"]?.GetValue<string>() is not ("completed" or "not_planned" or "reopened")) return Invalid("an unknown state");
        issue.State = body["state"]!.GetValue<string>();
        return new Reply(200, Json(issue));
    }

    private static Reply Comments(FakeTicket issue, IQueryCollection query)
    {
        var since = DateTimeOffset.ParseExact(query["since"].ToString(), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var (size, page) = (int.Parse(query["per_page"].ToString(), CultureInfo.InvariantCulture), int.Parse(query["page"].ToString(), CultureInfo.InvariantCulture));
        var comments = issue.Comments.Where(comment => comment.CreatedAt >= since).Skip((page - 1) * size).Take(size);
        return new Reply(200, new JsonArray([.. comments.Select(comment => new JsonObject { ["id"] = comment.Id, ["body"] = comment.Body, ["created_at"] = Stamp(comment.CreatedAt) })]));
    }

    private Reply Comment(FakeTicket issue, JsonNode body)
    {
        if (Limited() is { } limited) return limited;
        var text = body["body"]!.GetValue<string>();
        if (text.Length is 0 or > 65_536) return Invalid("body is too long (maximum is 65536 characters)");
        return new Reply(201, new JsonObject { ["id"] = issue.Comment(text, Time.GetUtcNow()).Id });
    }

    /// <summary>More than 80 issues or comments in a minute are too many.</summary>
    private Reply? Limited()
    {
        lock (_created)
        {
            var now = Time.GetUtcNow();
            while (_created.TryPeek(out var first) && now - first > TimeSpan.FromMinutes(1)) _created.Dequeue();
            if (_created.Count >= 80)
                return new Reply(403, new JsonObject { ["message"] = "You have exceeded a secondary rate limit." }) { Headers = { ["retry-after"] = "60" } };
            _created.Enqueue(now);
            return null;
        }
    }

    private static JsonObject Json(FakeTicket issue)
    {
        var json = new JsonObject
        {
            ["id"] = 1000 + issue.Id,
            ["number"] = issue.Id,
            ["html_url"] = $"https://github.com/contoso/shop/issues/{issue.Id}",
            ["title"] = issue.Title,
            ["body"] = issue.Body.Length == 0 ? null : issue.Body,
            ["state"] = issue.State,
            ["labels"] = new JsonArray([.. issue.Tags.Select(label => new JsonObject { ["name"] = label })]),
        };
        if (issue.IsPullRequest) json["pull_request"] = new JsonObject();
        return json;
    }

    private static Reply Invalid(string message) => new(422, new JsonObject { ["message"] = $"Validation Failed: {message}" });

    private static Task<Reply> Fail(int status, string message) => Task.FromResult(new Reply(status, new JsonObject { ["message"] = message }));

    [GeneratedRegex("^/repos/contoso/shop/issues(/(?<number>[0-9]+)(?<comments>/comments)?)?$")]
    private static partial Regex Paths();
}
