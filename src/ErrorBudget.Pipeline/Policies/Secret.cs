namespace ErrorBudget.Pipeline.Policies;

/// <summary>A key, token or address that gives access. It never shows in a message: only <see cref="Reveal"/> gives its text.</summary>
public sealed record Secret
{
    private readonly string _text;

    /// <summary>Keeps a text.</summary>
    public Secret(string text) => _text = text;

    /// <summary>The text, to be sent to whom it is for, and nowhere else.</summary>
    public string Reveal() => _text;

    /// <inheritdoc/>
    public override string ToString() => "***";
}
