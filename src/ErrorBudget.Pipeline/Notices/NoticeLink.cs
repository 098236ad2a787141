namespace ErrorBudget.Pipeline.Notices;

/// <summary>A link below a message.</summary>
/// <param name="Label">For example <c>Runbook</c>.</param>
/// <param name="Url">Where it leads.</param>
public sealed record NoticeLink(string Label, Uri Url);
