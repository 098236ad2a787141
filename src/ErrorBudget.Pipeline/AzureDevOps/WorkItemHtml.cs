using System.Net;
using System.Text;
using ErrorBudget.Pipeline.Tickets;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>Texts as the HTML that work items hold. Everything that is not ours is encoded.</summary>
internal static class WorkItemHtml
{
    /// <summary>A document. Its reference is a last line: Azure Boards removes comments from HTML.</summary>
    public static string Render(TicketDocument document)
    {
        var html = new StringBuilder();
        foreach (var block in document.Blocks) Append(html, block);
        return html.Append("<p><small>").Append(Encode(document.Reference)).Append("</small></p>").ToString();
    }

    private static void Append(StringBuilder html, TicketBlock block)
    {
        switch (block)
        {
            case TicketBlock.Heading heading:
                html.Append("<h3>").Append(Encode(heading.Text)).Append("</h3>");
                break;
            case TicketBlock.Paragraph paragraph:
                html.Append("<p>").Append(Encode(paragraph.Text)).Append("</p>");
                break;
            case TicketBlock.Points points:
                var list = points.AreNumbered ? "ol" : "ul";
                html.Append('<').Append(list).Append('>');
                foreach (var item in points.Items) html.Append("<li>").Append(Encode(item)).Append("</li>");
                html.Append("</").Append(list).Append('>');
                break;
            case TicketBlock.Table table:
                html.Append("<table><thead><tr>");
                foreach (var cell in table.Header) html.Append("<th>").Append(Encode(cell)).Append("</th>");
                html.Append("</tr></thead><tbody>");
                foreach (var row in table.Rows) Row(html, row);
                html.Append("</tbody></table>");
                break;
            case TicketBlock.Links links:
                html.Append("<p>").AppendJoin(" · ", links.Items.Select(link => $"<a href=\"{Encode(link.Url.AbsoluteUri)}\">{Encode(link.Label)}</a>")).Append("</p>");
                break;
        }
    }

    private static void Row(StringBuilder html, IReadOnlyList<string> cells)
    {
        html.Append("<tr>");
        for (var column = 0; column < cells.Count; column++)
            html.Append(column == 0 ? "<td>" : "<td style=\"text-align:right\">").Append(Encode(cells[column])).Append("</td>");
        html.Append("</tr>");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
