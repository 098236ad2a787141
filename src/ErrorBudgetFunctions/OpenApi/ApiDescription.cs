using System.Text.Json.Serialization;
using ErrorBudgetFunctions.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ErrorBudgetFunctions.OpenApi;

/// <summary>GET /api/openapi.json: the API as an OpenAPI 3.1 document, made from the endpoints themselves when it is first asked for.</summary>
internal sealed class ApiDescription([FromKeyedServices(ApiDescription.DocumentName)] IOpenApiDocumentProvider provider) : IDisposable
{
    private const string DocumentName = "v1";

    private readonly SemaphoreSlim _once = new(1);
    private byte[]? _document;

    /// <summary>The document as JSON, in UTF-8. It is made once, since anybody may ask for it as often as they like.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        if (_document is { } made) return made;
        await _once.WaitAsync(cancellationToken);
        try
        {
            return _document ??= await MakeAsync(cancellationToken);
        }
        finally
        {
            _once.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _once.Dispose();

    /// <summary>Registers what makes the document.</summary>
    public static void Add(IServiceCollection services)
    {
        // Numbers are written as numbers and never read from texts; the schemas would allow both.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddSingleton<ApiDescription>();
        services.AddOpenApi(DocumentName, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = SchemaRules.NameOf;
            options.AddSchemaTransformer((schema, context, _) => SchemaRules.ApplyAsync(schema, context));
            options.AddOperationTransformer(OperationRules.ApplyAsync);
            options.AddDocumentTransformer((document, _, _) =>
            {
                Describe(document);
                return Task.CompletedTask;
            });
        });
    }

    /// <summary>Maps the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/openapi.json", async (ApiDescription description, CancellationToken cancellationToken) =>
            TypedResults.Bytes(await description.ReadAsync(cancellationToken), "application/json"))
        .Anonymous()
        .WithName("getApiDescription").WithTags("App").WithSummary("This document")
        .ProducesOneOf();

    private async Task<byte[]> MakeAsync(CancellationToken cancellationToken)
    {
        var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1, cancellationToken);
        return json.ToArray();
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Error Budget Functions",
            Version = typeof(ApiDescription).Assembly.GetName().Version?.ToString(fieldCount: 3),
            Description = "Error budgets, the release gate that follows them, sign-offs and the audit trail. Times are ISO 8601, UTC. What is unknown is null, never 0 or 100. Errors are problem details (RFC 9457).",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };

        // Where the app is reached is where the document was read.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.AddComponent(OperationRules.KeyScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = AccessControl.KeyHeader,
            Description = "A key of the role that the operation names, in this header, as ?code=… or as a bearer token; asked for where keys are configured. Under the Functions host also the host's own key. Behind Easy Auth an Entra app role does as well.",
        });
    }
}
