namespace ErrorBudgetFunctions.OpenApi;

/// <summary>What an endpoint says of itself for its description, where the framework has no words for it.</summary>
internal static class EndpointTraits
{
    /// <summary>Says that a body is read. Not <c>Accepts</c>: routing would then refuse other bodies itself, without a reason.</summary>
    public static RouteHandlerBuilder Reads<TBody>(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new ReadBody(typeof(TBody)));

    /// <summary>Says that a body is read that is a list.</summary>
    public static RouteHandlerBuilder ReadsList<TItem>(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new ReadBody(typeof(TItem), IsList: true));

    /// <summary>Says that a parameter of the query has to be there, though the endpoint itself refuses requests without it.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, string query) => endpoint.WithMetadata(new NeededQuery(query));

    /// <summary>Says that the answer is JSON of one of several types, or any object if none is named.</summary>
    public static RouteHandlerBuilder ProducesOneOf(this RouteHandlerBuilder endpoint, params Type[] types) => endpoint.WithMetadata(new OneAnswer(types));
}

/// <summary>The type of the body that an endpoint reads, or of the items of the list that it reads.</summary>
internal sealed record ReadBody(Type Type, bool IsList = false);

/// <summary>A parameter of the query that an endpoint needs.</summary>
internal sealed record NeededQuery(string Name);

/// <summary>The types of which an endpoint answers one.</summary>
internal sealed record OneAnswer(IReadOnlyList<Type> Types);
