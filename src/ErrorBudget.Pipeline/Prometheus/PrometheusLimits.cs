namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>How much one query and one reading may ask of a Prometheus server, and how much of an answer is accepted.</summary>
public sealed record PrometheusLimits
{
    /// <summary>The defaults, which suit a Prometheus server with default limits.</summary>
    public static PrometheusLimits Default { get; } = new();

    /// <summary>
    /// Services in one query, 1 or more. The cost per service is flat between 50 and 1,000 services, but Prometheus
    /// looks up at most 256 alternatives of a regular expression directly; above that, newer versions try every label value.
    /// </summary>
    public int ServicesPerQuery { get; init; } = 250;

    /// <summary>UTF-16 characters of a query's list of services, unless a single name is longer. The list stands up to 20 times in a query.</summary>
    public int ServiceListLength { get; init; } = 8192;

    /// <summary>
    /// Services times minutes in one query: bounds what Prometheus holds in memory and the length of the answer. With three
    /// series per service, 25,000 made it hold 140 MB, 100,000 250 MB and 400,000 570 MB; the CPU time hardly differs.
    /// </summary>
    public int CellsPerQuery { get; init; } = 50_000;

    /// <summary>
    /// Days one query may span, 1 to 7. Seven days of minutes stay below the 11,000 points of a Prometheus answer and,
    /// together with <see cref="Policies.PrometheusSettings.GapLimitMinutes"/>, below the 32 days of an Azure Monitor workspace.
    /// </summary>
    public int DaysPerQuery { get; init; } = 7;

    /// <summary>How often a query that asks too much is cut in half before it is given up.</summary>
    public int Halvings { get; init; } = 6;

    /// <summary>Queries at once.</summary>
    public int ConcurrentQueries { get; init; } = 4;

    /// <summary>Bytes of an answer that are accepted.</summary>
    public int AnswerBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often a query is sent again after a transient failure.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The wait before the first retry; it doubles and varies randomly.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The time for one reading, all queries together; what is not read by then failed and is read by a later tick.</summary>
    public TimeSpan ReadingTime { get; init; } = TimeSpan.FromMinutes(5);
}
