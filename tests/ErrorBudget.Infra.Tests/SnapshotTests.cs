using System.Text.RegularExpressions;

namespace ErrorBudget.Infra.Tests;

/// <summary>
/// What dev and prod come to is committed, so that a review sees what a change of a module does. After a wanted change:
/// <c>UPDATE_SNAPSHOTS=1 ./test.sh --project Infra</c>, and commit infra/snapshots.
/// </summary>
public sealed partial class SnapshotTests(Deployments deployments)
{
    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task What_would_be_deployed_is_what_was_reviewed(string name)
    {
        var file = Path.Combine(BicepCompiler.Folder, "snapshots", $"{name}.json");
        var found = WorkbookContent().Replace(deployments[name].Snapshot.ReplaceLineEndings("\n").TrimEnd() + "\n", "\"serializedData\": \"dashboards/workbook.json\"");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1") await File.WriteAllTextAsync(file, found, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(file), $"{file} is missing: make it with UPDATE_SNAPSHOTS=1 ./test.sh --project Infra");
        var reviewed = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Split('\n');
        var lines = found.Split('\n');
        var line = Enumerable.Range(0, Math.Max(lines.Length, reviewed.Length)).FirstOrDefault(i => i >= lines.Length || i >= reviewed.Length || lines[i] != reviewed[i], -1);
        Assert.True(line < 0, $"{file}({line + 1}) is\n{reviewed.ElementAtOrDefault(line)}\nand would be\n{lines.ElementAtOrDefault(line)}\nIf that is wanted: UPDATE_SNAPSHOTS=1 ./test.sh --project Infra");
    }

    /// <summary>The workbook is reviewed where it stands.</summary>
    [GeneratedRegex("\"serializedData\": \"(\\\\.|[^\"\\\\])*\"")]
    private static partial Regex WorkbookContent();
}
