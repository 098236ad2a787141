namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>What a failed query means for the queries after it.</summary>
internal enum PrometheusFault
{
    /// <summary>The server cannot be reached or does not work: other queries would fail as well.</summary>
    Unreachable,

    /// <summary>The query asked too much at once: a part of it may succeed.</summary>
    TooMuch,

    /// <summary>This query was refused or its answer cannot be used.</summary>
    Unusable,
}
