namespace ErrorBudget.Testing;

/// <summary>A query that the service would refuse.</summary>
public sealed class KqlSyntaxException(string message) : Exception(message);
