namespace ErrorBudget.Cli;

/// <summary>Where counts are looked up.</summary>
internal enum Origin
{
    /// <summary>What the app has stored.</summary>
    Ledger,

    /// <summary>What the policy's Prometheus servers still have.</summary>
    Prometheus,
}
