namespace ErrorBudget.Pipeline.Policies;

/// <summary>PEM files for TLS.</summary>
/// <param name="CaFile">Trusted authorities instead of the system's; null for the system's.</param>
/// <param name="CertificateFile">The client certificate; null for none.</param>
/// <param name="KeyFile">The client certificate's key; null for none.</param>
public sealed record TlsFiles(string? CaFile, string? CertificateFile, string? KeyFile);
