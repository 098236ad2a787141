namespace ErrorBudget.Pipeline.Tables;

/// <summary>How a <see cref="TableStore"/> talks to Table Storage.</summary>
public sealed record TableStoreOptions
{
    /// <summary>How long <see cref="TableName"/> may be: the service takes 63 characters, and "Audit" is put behind it.</summary>
    public const int LongestTableName = 58;

    /// <summary>The table: 3 to 58 ASCII letters and digits, the first a letter.</summary>
    public string TableName { get; init; } = "ErrorBudgets";

    /// <summary>The table of the audit trail.</summary>
    public string AuditTableName => TableName + "Audit";

    /// <summary>How long one attempt of a call may take.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a call that failed for a passing reason is tried again; 0 or more.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>How long to wait before the first retry; then twice as long each time, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long to wait between two attempts to make a table whose predecessor is still being deleted, which takes the
    /// service 40 seconds or more. It is tried <see cref="CreateAttempts"/> times.
    /// </summary>
    public TimeSpan BeingDeletedDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a table is tried to be made while its predecessor is being deleted; 1 or more.</summary>
    public int CreateAttempts { get; init; } = 15;

    /// <summary>How many rows one <see cref="TableStore.PurgeAsync"/>, or one <see cref="Storage.IDatedRows.PurgeAsync"/>, deletes at most; 1 or more.</summary>
    public int PurgeLimit { get; init; } = 2000;

    /// <summary>How many day rows of one SLO are read at a time; 1 or more.</summary>
    public int ParallelReads { get; init; } = 16;
}
