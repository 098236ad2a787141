namespace ErrorBudget.Pipeline.Backup;

/// <summary>A backup cannot be made or restored. The message says why, and what to do.</summary>
public sealed class BackupException : Exception
{
    /// <summary>Creates the exception.</summary>
    public BackupException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
