namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>The checks that are due, as far as they can be read.</summary>
/// <param name="Checks">Those to look at.</param>
/// <param name="SetAside">What is wrong with each that could not be read and was set aside by this call: it is not seen again.</param>
public sealed record DueChecks(IReadOnlyList<PendingCheck> Checks, IReadOnlyList<string> SetAside);
