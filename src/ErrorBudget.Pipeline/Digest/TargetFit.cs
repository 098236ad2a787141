namespace ErrorBudget.Pipeline.Digest;

/// <summary>Whether a target suits what the service does.</summary>
public enum TargetFit
{
    /// <summary>Nothing speaks against it, or too little is known.</summary>
    Fits,

    /// <summary>The budget is hardly ever used.</summary>
    Lax,

    /// <summary>The budget is spent most of the time.</summary>
    Strict,
}
