using System.Globalization;
using System.Text.Json.Nodes;
using ErrorBudgetFunctions.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ErrorBudgetFunctions.OpenApi;

/// <summary>What holds for every operation, from what its endpoint declares: who may call it, and how it is refused.</summary>
internal static class OperationRules
{
    /// <summary>The name of the security scheme.</summary>
    public const string KeyScheme = "key";

    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    /// <summary>Completes an operation.</summary>
    public static async Task ApplyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;

        // An endpoint for several methods has one name, an operation needs one of its own.
        if (metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { HttpMethods.Count: > 1 } && operation.OperationId is { } id)
            operation.OperationId = id + CultureInfo.InvariantCulture.TextInfo.ToTitleCase(context.Description.HttpMethod!.ToLowerInvariant());

        ParameterRules.Apply(operation, metadata.OfType<NeededQuery>().Select(query => query.Name).ToHashSet());
        if (metadata.OfType<ReadBody>().LastOrDefault() is { } body)
        {
            var schema = await SchemaAsync(body.Type, context, cancellationToken);
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Content(Json, body.IsList ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema) };
        }

        if (metadata.OfType<OneAnswer>().LastOrDefault() is { Types: var types })
        {
            var choices = await Task.WhenAll(types.Select(type => SchemaAsync(type, context, cancellationToken)));
            operation.Responses!["200"] = new OpenApiResponse { Description = "OK", Content = Content(Json, choices.Length == 0 ? new OpenApiSchema { Type = JsonSchemaType.Object } : new OpenApiSchema { OneOf = choices }) };
        }

        if (metadata.OfType<RequiredAccess>().LastOrDefault()?.Role is { } role) await AddAccessAsync(operation, role, context, cancellationToken);
    }

    private static async Task AddAccessAsync(OpenApiOperation operation, Role role, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var name = ApiKeys.NameOf(role);
        operation.Description = $"Needs the role '{name}'.{(operation.Description is null ? "" : $" {operation.Description}")}";
        operation.AddExtension("x-role", new JsonNodeExtension(JsonValue.Create(name)));
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, context.Document)] = [] }];
        var problem = await SchemaAsync(typeof(ProblemDetails), context, cancellationToken);
        AddProblem(operation, StatusCodes.Status401Unauthorized, "Unauthorized", problem);
        AddProblem(operation, StatusCodes.Status403Forbidden, "Forbidden", problem);
        AddProblem(operation, StatusCodes.Status503ServiceUnavailable, "Service Unavailable", problem);
    }

    /// <summary>Adds problem details to the answers with a status, beside others with that status.</summary>
    private static void AddProblem(OpenApiOperation operation, int status, string description, IOpenApiSchema schema)
    {
        var key = status.ToString(CultureInfo.InvariantCulture);
        operation.Responses ??= [];
        if (!operation.Responses.TryGetValue(key, out var found) || found is not OpenApiResponse response) operation.Responses[key] = response = new OpenApiResponse { Description = description };
        response.Content ??= new Dictionary<string, OpenApiMediaType>();
        response.Content[ProblemJson] = new OpenApiMediaType { Schema = schema };
    }

    private static Dictionary<string, OpenApiMediaType> Content(string type, IOpenApiSchema schema) => new() { [type] = new OpenApiMediaType { Schema = schema } };

    /// <summary>A reference to a type's schema, which is put among the document's.</summary>
    private static async Task<IOpenApiSchema> SchemaAsync(Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(type, parameterDescription: null, cancellationToken);
        var name = SchemaRules.NameOf(type);
        context.Document?.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, context.Document);
    }
}
