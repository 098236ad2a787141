namespace ErrorBudget.Pipeline.Digest;

/// <summary>A sign-off with which releases passed a closed gate.</summary>
/// <param name="Service">The service.</param>
/// <param name="Approver">Who agreed; null if that is not known any more.</param>
/// <param name="Reason">Why; null if that is not known any more.</param>
/// <param name="Releases">How often the gate opened for it.</param>
public sealed record SignOffUse(string Service, string? Approver, string? Reason, int Releases);
