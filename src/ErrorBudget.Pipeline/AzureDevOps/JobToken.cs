namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>The access token of a pipeline's job. It never shows in a message: only <see cref="Reveal"/> gives its text.</summary>
public sealed class JobToken
{
    /// <summary>The longest token that is accepted, in characters.</summary>
    public const int MaximumLength = 8192;

    private readonly string _text;

    private JobToken(string text) => _text = text;

    /// <summary>A token from its text; null if it is empty, too long, or holds anything but visible ASCII characters.</summary>
    public static JobToken? Of(string? text) =>
        text is { Length: > 0 and <= MaximumLength } && text.All(c => c is > ' ' and <= '~') ? new JobToken(text) : null;

    /// <summary>The token's text, to be sealed or sent to where it came from, and nowhere else.</summary>
    public string Reveal() => _text;

    /// <inheritdoc/>
    public override string ToString() => "(job token)";
}
