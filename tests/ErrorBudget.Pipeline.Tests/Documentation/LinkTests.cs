using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Tests.Policies;

namespace ErrorBudget.Pipeline.Tests.Documentation;

/// <summary>What the documentation points to is there.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Every_link_leads_to_a_file_that_exists_and_a_heading_it_has()
    {
        var links = MarkdownPage.All.SelectMany(page => page.Text.SelectMany(line => Link().Matches(line.Line).Select(match => (page, line.Number, Target: match.Groups[1].Value)))).ToArray();

        Assert.NotEmpty(links);
        Assert.Equal([], links.Where(link => !Exists(link.page, link.Target)).Select(link => $"{link.page.Path}:{link.Number}: {link.Target}"));
    }

    [Fact]
    public void Every_path_of_the_repository_that_is_named_exists()
    {
        var paths = MarkdownPage.All.SelectMany(page => page.Text.SelectMany(line => Named().Matches(line.Line).Select(match => (page, line.Number, Name: match.Groups[1].Value)))).ToArray();

        Assert.NotEmpty(paths);
        Assert.Equal([], paths.Where(path => !Path.Exists(Path.Combine(PolicyTexts.Root, path.Name))).Select(path => $"{path.page.Path}:{path.Number}: {path.Name}"));
    }

    private static bool Exists(MarkdownPage from, string target)
    {
        var (path, anchor) = target.Split('#') is [var file, var heading] ? (file, heading) : (target, null);
        var page = path.Length == 0 ? from.Path : Path.GetRelativePath(PolicyTexts.Root, Path.GetFullPath(Path.Combine(PolicyTexts.Root, Path.GetDirectoryName(from.Path)!, path)));
        return Path.Exists(Path.Combine(PolicyTexts.Root, page))
            && (anchor is null || MarkdownPage.All.Any(other => other.Path == page && other.Anchors.Contains(anchor)));
    }

    /// <summary>Links of Markdown, without those to other sites and those in examples of messages, which stand in angle brackets.</summary>
    [GeneratedRegex(@"\]\((?!https?:|<)([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`((?:src|tests|docs|infra|config|samples)/[\\w./-]+)`")]
    private static partial Regex Named();
}
