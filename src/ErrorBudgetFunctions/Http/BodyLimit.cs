namespace ErrorBudgetFunctions.Http;

/// <summary>Metadata of an endpoint that reads larger bodies than others.</summary>
/// <param name="Bytes">The largest body, in bytes.</param>
internal sealed record BodyLimit(int Bytes);
