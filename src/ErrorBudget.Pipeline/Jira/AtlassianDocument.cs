using System.Text.Json.Nodes;
using ErrorBudget.Pipeline.Tickets;

namespace ErrorBudget.Pipeline.Jira;

/// <summary>
/// Texts in the Atlassian Document Format, version 1. Texts are nodes of their own there, so none of them is taken for
/// markup or a mention; empty ones are refused, and left out.
/// </summary>
internal static class AtlassianDocument
{
    /// <summary>A document. Its reference is a last line.</summary>
    public static JsonObject Render(TicketDocument document) => new()
    {
        ["type"] = "doc",
        ["version"] = 1,
        ["content"] = new JsonArray([.. document.Blocks.Select(Block), Paragraph(document.Reference, new JsonArray(new JsonObject { ["type"] = "code" }))]),
    };

    private static JsonNode Block(TicketBlock block) => block switch
    {
        TicketBlock.Heading heading => new JsonObject { ["type"] = "heading", ["attrs"] = new JsonObject { ["level"] = 3 }, ["content"] = Content(heading.Text) },
        TicketBlock.Paragraph paragraph => Paragraph(paragraph.Text),
        TicketBlock.Points points => Node(points.AreNumbered ? "orderedList" : "bulletList", points.Items.Select(item => Node("listItem", [Paragraph(item)]))),
        TicketBlock.Table table => Node("table", [Row("tableHeader", table.Header), .. table.Rows.Select(row => Row("tableCell", row))]),
        TicketBlock.Links links => Node("paragraph", links.Items.SelectMany((link, index) => index == 0 ? [Link(link.Label, link.Url)] : (JsonNode[])[Text(" · "), Link(link.Label, link.Url)])),
        _ => throw new ArgumentException($"A {block.GetType().Name} cannot be laid out.", nameof(block)),
    };

    private static JsonObject Row(string cell, IEnumerable<string> texts) => Node("tableRow", texts.Select(text => Node(cell, [Paragraph(text)])));

    private static JsonObject Node(string type, IEnumerable<JsonNode> content) => new() { ["type"] = type, ["content"] = new JsonArray([.. content]) };

    private static JsonObject Paragraph(string text, JsonArray? marks = null) => new() { ["type"] = "paragraph", ["content"] = Content(text, marks) };

    private static JsonArray Content(string text, JsonArray? marks = null) => text.Length == 0 ? [] : new JsonArray(Text(text, marks));

    private static JsonObject Link(string label, Uri url) =>
        Text(label, new JsonArray(new JsonObject { ["type"] = "link", ["attrs"] = new JsonObject { ["href"] = url.AbsoluteUri } }));

    private static JsonObject Text(string text, JsonArray? marks = null)
    {
        var node = new JsonObject { ["type"] = "text", ["text"] = text };
        if (marks is not null) node["marks"] = marks;
        return node;
    }
}
