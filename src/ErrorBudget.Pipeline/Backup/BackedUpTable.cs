namespace ErrorBudget.Pipeline.Backup;

/// <summary>A table's file in a backup.</summary>
/// <param name="Name">What the table is for; what it is called in an account is a setting.</param>
/// <param name="File">The file: a row a line, as JSON, compressed with gzip.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Sha256">The digest of the file, in hexadecimal digits.</param>
public sealed record BackedUpTable(string Name, string File, long Rows, string Sha256);
