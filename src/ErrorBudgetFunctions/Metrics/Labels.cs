using System.Text;

namespace ErrorBudgetFunctions.Metrics;

/// <summary>Labels as they are written, escaped once however many samples have them: <c>service="shop",slo="latency"</c>.</summary>
internal readonly struct Labels
{
    private readonly byte[]? _text;

    private Labels(byte[] text) => _text = text;

    /// <summary>The text in UTF-8, without braces; empty for no labels.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>Labels of names and values. One without a value is left out, which to Prometheus means the same as an empty one.</summary>
    public static Labels Of(params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            if (string.IsNullOrEmpty(value)) continue;
            if (text.Length > 0) text.Append(',');
            text.Append(name).Append("=\"");
            foreach (var character in value) Append(text, character);
            text.Append('"');
        }

        return new Labels(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>These labels and others.</summary>
    public Labels And(Labels more) => Text.IsEmpty ? more : more.Text.IsEmpty ? this : new Labels([.. Text, (byte)',', .. more.Text]);

    private static void Append(StringBuilder text, char character)
    {
        switch (character)
        {
            case '\\': text.Append(@"\\"); break;
            case '"': text.Append("\\\""); break;
            case '\n': text.Append(@"\n"); break;
            default: text.Append(character); break;
        }
    }
}
