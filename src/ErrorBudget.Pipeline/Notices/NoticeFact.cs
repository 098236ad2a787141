namespace ErrorBudget.Pipeline.Notices;

/// <summary>A number with its name, as people read it.</summary>
/// <param name="Label">For example <c>Budget left</c>.</param>
/// <param name="Value">For example <c>12.4 %</c>.</param>
public sealed record NoticeFact(string Label, string Value);
