using System.Net;
using System.Text.Json.Nodes;
using ErrorBudget.Testing;
using NJsonSchema;

namespace ErrorBudget.Acceptance;

/// <summary>What an app says of its API, and whether an answer is as it says.</summary>
internal sealed class ApiDescription
{
    private readonly JsonObject _document;

    private ApiDescription(JsonObject document) => _document = document;

    /// <summary>The document as it was served.</summary>
    public required string Text { get; init; }

    /// <summary>All operations, for example "GET /api/budgets", and the role each asks for.</summary>
    public IReadOnlyDictionary<string, string?> Operations => _document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(operation => ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!["x-role"]?.GetValue<string>())))
        .ToDictionary(operation => operation.Item1, operation => operation.Item2);

    /// <summary>Reads it from a running app.</summary>
    public static async Task<ApiDescription> ReadAsync(AppProcess app)
    {
        var text = await app.Client.GetStringAsync("/api/openapi.json", TestContext.Current.CancellationToken);
        var document = JsonNode.Parse(text)!.AsObject();

        // A description leaves room for what is added later; here an undescribed property is a mistake.
        foreach (var (_, schema) in document["components"]!["schemas"]!.AsObject())
        {
            if (schema!["properties"] is not null) schema["additionalProperties"] = false;
        }

        return new ApiDescription(document) { Text = text };
    }

    /// <summary>What is wrong with an answer: an undescribed status or content type, or what the schema does not allow.</summary>
    /// <param name="operation">For example "GET /api/budgets/{service}".</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="mediaType">Its content type.</param>
    /// <param name="body">Its body.</param>
    public async Task<IReadOnlyList<string>> MistakesOfAsync(string operation, HttpStatusCode status, string? mediaType, string body)
    {
        var (method, path) = (operation.Split(' ')[0].ToLowerInvariant(), operation.Split(' ')[1]);
        var responses = _document["paths"]?[path]?[method]?["responses"]?.AsObject();
        var response = responses?[((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture)];
        if (response is null) return [$"{operation}: the status {(int)status} is not described"];
        if (response["content"]?[mediaType ?? ""]?["schema"] is not { } schema) return [$"{operation}, {(int)status}: the content type '{mediaType}' is not described"];

        // Pages and metrics are text: nothing more is described.
        if (mediaType?.EndsWith("json", StringComparison.Ordinal) != true) return [];

        // The validator finds schemas only where JSON Schema has them.
        var root = new JsonObject { ["allOf"] = new JsonArray(schema.DeepClone()), ["definitions"] = _document["components"]!["schemas"]!.DeepClone() };
        var validator = await JsonSchema.FromJsonAsync(root.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal));
        return [.. validator.Validate(body).Select(error => $"{operation}, {(int)status}: {error}")];
    }

    /// <summary>The operations of the functions with an HTTP trigger, one set for each: optional parts are there or not.</summary>
    public static IReadOnlyDictionary<string, HttpFunction> Functions() => Directory
        .GetFiles(Path.Combine(AppProcess.Repository, "src", "ErrorBudgetFunctions", "functions"), "function.json", SearchOption.AllDirectories)
        .Select(file => (Name: Path.GetFileName(Path.GetDirectoryName(file))!, Binding: JsonNode.Parse(File.ReadAllText(file))!["bindings"]![0]!))
        .Where(function => function.Binding["type"]!.GetValue<string>() == "httpTrigger")
        .ToDictionary(function => function.Name, function => new HttpFunction(
            Paths($"/api/{function.Binding["route"]!.GetValue<string>()}"),
            [.. function.Binding["methods"]!.AsArray().Select(method => method!.GetValue<string>().ToUpperInvariant())],
            function.Binding["authLevel"]!.GetValue<string>()));

    /// <summary>"/a/{b?}" is "/a" and "/a/{b}".</summary>
    private static string[] Paths(string route)
    {
        var optional = route.IndexOf("?}", StringComparison.Ordinal);
        return optional < 0 ? [route] : [route[..route.LastIndexOf('/', optional)], .. Paths(route.Remove(optional, 1))];
    }

    /// <summary>A function with an HTTP trigger.</summary>
    internal sealed record HttpFunction(IReadOnlyList<string> Paths, IReadOnlyList<string> Methods, string AuthLevel);
}
