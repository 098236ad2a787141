namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>What a policy file is written in.</summary>
internal enum FileFormat
{
    /// <summary>The format <c>policy</c>, version 2.0.</summary>
    Policy,

    /// <summary>The older format <c>services</c>.</summary>
    Services,

    /// <summary>OpenSLO v1.</summary>
    OpenSlo,
}
