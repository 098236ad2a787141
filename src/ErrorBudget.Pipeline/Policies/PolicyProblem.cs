namespace ErrorBudget.Pipeline.Policies;

/// <summary>Something in a policy file that is refused.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">What was found, what is allowed and, for an unknown key, the nearest known one.</param>
public sealed record PolicyProblem(string File, int Line, int Column, string Message)
{
    /// <summary><c>file:line:column: message</c>, as compilers write it.</summary>
    public override string ToString() => FormattableString.Invariant($"{File}:{Line}:{Column}: {Message}");
}
