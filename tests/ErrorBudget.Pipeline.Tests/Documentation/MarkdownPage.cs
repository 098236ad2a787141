using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Tests.Policies;

namespace ErrorBudget.Pipeline.Tests.Documentation;

/// <summary>A page of the documentation: its lines, those inside fences told apart from text.</summary>
/// <param name="Path">Its path below the repository's folder.</param>
internal sealed partial record MarkdownPage(string Path)
{
    private readonly string[] _lines = File.ReadAllLines(System.IO.Path.Combine(PolicyTexts.Root, Path));

    /// <summary>All pages people read.</summary>
    public static IReadOnlyList<MarkdownPage> All { get; } =
    [
        new("README.md"),
        .. new[] { "docs", "infra" }
            .SelectMany(folder => Directory.EnumerateFiles(System.IO.Path.Combine(PolicyTexts.Root, folder), "*.md", SearchOption.AllDirectories))
            .Select(file => new MarkdownPage(System.IO.Path.GetRelativePath(PolicyTexts.Root, file))),
    ];

    /// <summary>The lines of text with their numbers.</summary>
    public IEnumerable<(int Number, string Line)> Text
    {
        get
        {
            var isCode = false;
            for (var index = 0; index < _lines.Length; index++)
            {
                if (Fence().IsMatch(_lines[index])) isCode = !isCode;
                else if (!isCode) yield return (index + 1, _lines[index]);
            }
        }
    }

    /// <summary>What a link to a heading of this page ends with, as GitHub makes it of the heading.</summary>
    public IReadOnlySet<string> Anchors => Text.Select(line => Heading().Match(line.Line)).Where(match => match.Success)
        .Select(match => Dropped().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')).ToHashSet();

    /// <summary>What stands in the fences of a language, without the indent that the fences have, with the number of the line before.</summary>
    public IEnumerable<(int Number, string Snippet)> Snippets(string language)
    {
        for (var index = 0; index < _lines.Length; index++)
        {
            if (Fence().Match(_lines[index]) is not { Success: true } fence) continue;
            var indent = fence.Groups[1].Length;
            var snippet = _lines.Skip(index + 1).TakeWhile(line => !Fence().IsMatch(line)).ToArray();
            if (fence.Groups[2].Value == language) yield return (index + 1, string.Join('\n', snippet.Select(line => line.Length < indent ? line : line[indent..])));
            index += snippet.Length + 1;
        }
    }

    [GeneratedRegex(@"^( *)```(\w*)\s*$")]
    private static partial Regex Fence();

    [GeneratedRegex("^#{1,6} (.*)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Dropped();
}
