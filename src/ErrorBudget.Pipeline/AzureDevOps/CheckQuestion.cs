namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>What a check asks the gate.</summary>
/// <param name="Service">The service to be released.</param>
/// <param name="Slo">One of its SLOs; null for all of them.</param>
/// <param name="Change">What is to be released.</param>
public sealed record CheckQuestion(string Service, string? Slo, ChangeKind Change);
