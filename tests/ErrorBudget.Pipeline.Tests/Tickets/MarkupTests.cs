using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.GitHub;
using ErrorBudget.Pipeline.Jira;
using ErrorBudget.Pipeline.Tickets;
using Markdig;

namespace ErrorBudget.Pipeline.Tests.Tickets;

/// <summary>Other people's words stay words in every tracker's markup.</summary>
public sealed partial class MarkupTests
{
    private static readonly MarkdownPipeline GitHub = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseTaskLists().UseFootnotes().UseEmphasisExtras().Build();

    /// <summary>Everything that is markup somewhere, in any order.</summary>
    private static readonly Gen<string> Hostile = Gen.OneOf(
        Gen.OneOfConst("`", "``", "*", "**", "_", "{", "}", "[", "]", "[x](", "](http://a)", "<", ">", "<b>", "</p>", "(", ")", "#", "# ", "+ ", "- ", "1. ", "1) ", ".", "!", "![", "|", "~", "~~", "@", "@team", "#17", ":", "&", "&lt;", "&#64;", ";", "\"", "'", "$", "^", "[^1]", "=", "===", "---", "-->", "<!--", "\\", "\n", "\r\n\r\n", "\t", " ", "    ", "http://evil.example", "www.evil.example", "a@b.example", "[ ] ", "[~user]", "{code}"),
        Gen.String[Gen.Char.AlphaNumeric, 1, 3]).List[1, 12].Select(string.Concat);

    [Fact]
    public void In_Markdown_nothing_is_markup_and_nobody_is_mentioned() => Hostile.Sample(words =>
    {
        var plain = TicketNumbers.Words(words);
        if (plain.Length == 0) return;
        var escaped = IssueMarkdown.Escape(words);
        Assert.DoesNotMatch(Alive(), escaped);
        var html = Markdown.ToHtml(escaped, GitHub).Trim();
        Assert.Equal($"<p>{plain}</p>", Shown(html));
        Assert.Equal(1, html.Count(c => c == '<') - 1);

        var table = Markdown.ToHtml($"| a | b |\n| :--- | ---: |\n| {escaped} | {escaped} |\n", GitHub);
        Assert.Equal([plain, plain], Cells().Matches(table).Select(cell => Shown(cell.Groups[1].Value)));
    }, iter: 5_000);

    [Fact]
    public void In_HTML_nothing_is_markup() => Hostile.Sample(words =>
    {
        var html = WorkItemHtml.Render(new TicketDocument([new TicketBlock.Paragraph(words)], "r"));
        Assert.Equal(words, WebUtility.HtmlDecode(html["<p>".Length..html.IndexOf("</p>", StringComparison.Ordinal)]));
        Assert.Equal(6, html.Count(c => c == '<'));
    }, iter: 5_000);

    [Fact]
    public void In_the_Atlassian_format_words_are_text_nodes_and_none_is_empty()
    {
        var document = AtlassianDocument.Render(new TicketDocument([new TicketBlock.Paragraph(""), new TicketBlock.Paragraph("[~user] @team {code}")], "r"));
        Assert.Equal(
            """[{"type":"paragraph","content":[]},{"type":"paragraph","content":[{"type":"text","text":"[~user] @team {code}"}]},{"type":"paragraph","content":[{"type":"text","text":"r","marks":[{"type":"code"}]}]}]""",
            ((JsonArray)document["content"]!).ToJsonString());
    }

    [Fact]
    public void A_link_leads_where_it_says_and_nothing_breaks_out_of_it()
    {
        var links = new TicketDocument([new TicketBlock.Links([("Dash]board", new Uri("https://a.example/x?y=\">&z=<b>)\\"))])], "r");
        var html = Markdown.ToHtml(IssueMarkdown.Render(links), GitHub);
        Assert.Equal(1, Regex.Count(html, "<a href=\"https://a\\.example/[^\"]+\">Dash\\]board</a>"));
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", WorkItemHtml.Render(links), StringComparison.Ordinal);
    }

    private static string Shown(string html) => WebUtility.HtmlDecode(html).Replace("\u2060", "", StringComparison.Ordinal).Trim();

    /// <summary>What GitHub would make links or mentions of.</summary>
    [GeneratedRegex("[@#][A-Za-z0-9]|://|www\\.")]
    private static partial Regex Alive();

    [GeneratedRegex("<td[^>]*>(.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Cells();
}
