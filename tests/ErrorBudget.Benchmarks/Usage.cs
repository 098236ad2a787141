namespace ErrorBudget.Benchmarks;

/// <summary>What was used: up to now, or between two times.</summary>
/// <param name="Wall">Time.</param>
/// <param name="App">CPU time of this process.</param>
/// <param name="Prometheus">CPU time of Prometheus; the system counts it in steps of 10 ms.</param>
/// <param name="Azurite">CPU time of Azurite, likewise.</param>
/// <param name="Queries">Queries sent to Prometheus.</param>
/// <param name="AnswerBytes">Bytes of their answers.</param>
/// <param name="Transactions">Calls of storage.</param>
/// <param name="Entities">Entities written.</param>
/// <param name="BytesSent">Bytes of request bodies sent to storage.</param>
/// <param name="Allocated">Bytes allocated.</param>
internal readonly record struct Usage(
    TimeSpan Wall,
    TimeSpan App,
    TimeSpan Prometheus,
    TimeSpan Azurite,
    long Queries,
    long AnswerBytes,
    long Transactions,
    long Entities,
    long BytesSent,
    long Allocated)
{
    public static Usage operator +(Usage left, Usage right) => new(
        left.Wall + right.Wall,
        left.App + right.App,
        left.Prometheus + right.Prometheus,
        left.Azurite + right.Azurite,
        left.Queries + right.Queries,
        left.AnswerBytes + right.AnswerBytes,
        left.Transactions + right.Transactions,
        left.Entities + right.Entities,
        left.BytesSent + right.BytesSent,
        left.Allocated + right.Allocated);

    public static Usage operator -(Usage left, Usage right) => new(
        left.Wall - right.Wall,
        left.App - right.App,
        left.Prometheus - right.Prometheus,
        left.Azurite - right.Azurite,
        left.Queries - right.Queries,
        left.AnswerBytes - right.AnswerBytes,
        left.Transactions - right.Transactions,
        left.Entities - right.Entities,
        left.BytesSent - right.BytesSent,
        left.Allocated - right.Allocated);
}
