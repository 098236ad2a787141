namespace ErrorBudget.Pipeline.Policies;

/// <summary>A PromQL label matcher.</summary>
/// <param name="Label">The label's name.</param>
/// <param name="Operator"><c>=</c>, <c>!=</c>, <c>=~</c> or <c>!~</c>.</param>
/// <param name="Value">The value or regular expression, unescaped.</param>
public sealed record LabelMatcher(string Label, string Operator, string Value)
{
    /// <summary>The matcher as PromQL.</summary>
    public override string ToString() => $"{Label}{Operator}\"{Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
