namespace ErrorBudgetFunctions.Access;

/// <summary>What a caller may do. No role implies another.</summary>
internal enum Role
{
    /// <summary>Read budgets, adjustments and the audit trail.</summary>
    Reader,

    /// <summary>Ask the gate.</summary>
    Gate,

    /// <summary>Grant and revoke sign-offs, make and revoke adjustments.</summary>
    Approver,

    /// <summary>Write counts.</summary>
    Writer,
}
