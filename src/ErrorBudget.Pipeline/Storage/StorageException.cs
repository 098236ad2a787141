namespace ErrorBudget.Pipeline.Storage;

/// <summary>The store could not be reached or refused a call. The message names what failed and what to do, and holds no secret.</summary>
public sealed class StorageException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StorageException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
