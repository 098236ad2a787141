using System.Text.Json;
using Microsoft.OpenApi;

namespace ErrorBudgetFunctions.OpenApi;

/// <summary>The parameters of operations: each name means the same everywhere.</summary>
internal static class ParameterRules
{
    /// <summary>Completes an operation's parameters.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="needed">Those of the query that have to be there.</param>
    public static void Apply(OpenApiOperation operation, IReadOnlySet<string> needed)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            // Those that are read as one record have the names of its properties.
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            parameter.Required |= needed.Contains(parameter.Name);
            parameter.Description ??= MeaningOf(parameter.Name);
        }
    }

    private static string? MeaningOf(string name) => name switch
    {
        "service" => "A service of the policy.",
        "slo" => "One of the service's SLOs.",
        "id" => "The id that was given when it was made.",
        "from" => "Since when, ISO 8601. By default an SLO's window, or a week, before the end.",
        "to" => "Until when, ISO 8601; by default now.",
        "owner" => "Whose objectives, as the policy names the owner; by default everybody's.",
        "step" => "How long a step is: minutes, or for example 15m, 1h or 1d. By default an hour.",
        "after" => "The 'next' of the page before; none for the first page.",
        "limit" => "How many entries a page has at most.",
        _ => null,
    };
}
