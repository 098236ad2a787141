using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>HTML from an interpolated string: what stands in the string is markup, every text put into it is encoded.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlText
{
    private readonly StringBuilder _html;

    public HtmlText(int literalLength, int formattedCount) => _html = new StringBuilder(literalLength + (32 * formattedCount));

    /// <summary>Nothing.</summary>
    public static HtmlText None => new(0, 0);

    public void AppendLiteral(string markup) => _html.Append(markup);

    public void AppendFormatted(string? text) => _html.Append(HtmlEncoder.Default.Encode(text ?? ""));

    public void AppendFormatted(HtmlText part) => _html.Append(part._html);

    public void AppendFormatted(IEnumerable<HtmlText> parts)
    {
        foreach (var part in parts) _html.Append(part._html);
    }

    public override string ToString() => _html.ToString();
}
