namespace ErrorBudget.Pipeline.Policies;

/// <summary>The text of one policy file.</summary>
/// <param name="Name">Its path as people know it, for messages.</param>
/// <param name="Text">Its content.</param>
public sealed record PolicyFile(string Name, string Text);
