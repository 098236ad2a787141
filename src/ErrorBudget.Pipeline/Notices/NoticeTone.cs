namespace ErrorBudget.Pipeline.Notices;

/// <summary>How urgent a message is, for its colour and sign.</summary>
public enum NoticeTone
{
    /// <summary>Somebody should act now.</summary>
    Alarm,

    /// <summary>Somebody should act soon.</summary>
    Warning,

    /// <summary>Good to know.</summary>
    Information,

    /// <summary>It is over.</summary>
    Resolved,
}
