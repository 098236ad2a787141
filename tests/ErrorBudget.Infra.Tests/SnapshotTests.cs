using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ErrorBudget.Infra.Tests;

/// <summary>
/// What dev and prod come to is committed, so that a review sees what a change of a module does. After a wanted change:
/// <c>UPDATE_SNAPSHOTS=1 ./test.sh --project Infra</c>, and commit infra/snapshots.
/// </summary>
public sealed class SnapshotTests(Deployments deployments)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task What_would_be_deployed_is_what_was_reviewed(string name)
    {
        var file = Path.Combine(BicepCompiler.Folder, "snapshots", $"{name}.json");
        var found = Reviewable(deployments[name].Snapshot);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1") await File.WriteAllTextAsync(file, found, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(file), $"{file} is missing: make it with UPDATE_SNAPSHOTS=1 ./test.sh --project Infra");
        var reviewed = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Split('\n');
        var lines = found.Split('\n');
        var line = Enumerable.Range(0, Math.Max(lines.Length, reviewed.Length)).FirstOrDefault(i => i >= lines.Length || i >= reviewed.Length || lines[i] != reviewed[i], -1);
        Assert.True(line < 0, $"{file}({line + 1}) is\n{reviewed.ElementAtOrDefault(line)}\nand would be\n{lines.ElementAtOrDefault(line)}\nIf that is wanted: UPDATE_SNAPSHOTS=1 ./test.sh --project Infra");
    }

    /// <summary>The compiler's outputs come in any order, and the workbook is reviewed where it stands.</summary>
    private static string Reviewable(string snapshot)
    {
        var root = JsonNode.Parse(snapshot)!;
        root["outputs"] = new JsonObject(root["outputs"]!.AsObject().OrderBy(output => output.Key, StringComparer.Ordinal).Select(output => KeyValuePair.Create(output.Key, output.Value?.DeepClone())));
        foreach (var resource in root["predictedResources"]!.AsArray().Where(resource => (string?)resource!["type"] == "Microsoft.Insights/workbooks"))
            resource!["properties"]!["serializedData"] = "infra/dashboards/workbook.json";
        return root.ToJsonString(Readable) + "\n";
    }
}
