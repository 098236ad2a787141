using System.Text.Json;

namespace ErrorBudget.Infra.Tests;

/// <summary>What a deployment with certain parameters would make.</summary>
internal sealed class Deployment
{
    private const string App = "Microsoft.Web/sites";

    private Deployment(string name, string snapshot)
    {
        Name = name;
        Snapshot = snapshot;
        using var document = JsonDocument.Parse(snapshot);
        Diagnostics = document.RootElement.GetProperty("diagnostics").GetArrayLength();
        Resources = [.. document.RootElement.GetProperty("predictedResources").EnumerateArray().Select(resource => new PredictedResource(
            Text(resource, "id"), Text(resource, "type"), Text(resource, "name"), resource.Clone()))];
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The snapshot, as the compiler wrote it.</summary>
    public string Snapshot { get; }

    /// <summary>How many diagnostics there were.</summary>
    public int Diagnostics { get; }

    /// <summary>All resources.</summary>
    public IReadOnlyList<PredictedResource> Resources { get; }

    /// <summary>The function app.</summary>
    public PredictedResource Site => Assert.Single(Of(App));

    /// <summary>Its settings.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        Site.Property("siteConfig.appSettings")!.Value.EnumerateArray().ToDictionary(setting => Text(setting, "name"), setting => Text(setting, "value"));

    /// <summary>The resources of a type.</summary>
    public IEnumerable<PredictedResource> Of(string type) => Resources.Where(resource => resource.Type == type);

    /// <summary>Predicts a deployment.</summary>
    /// <param name="name">What it is called; also the name of the parameter file.</param>
    /// <param name="parameters">The lines of a parameter file, but for its first.</param>
    public static async Task<Deployment> PredictAsync(string name, string parameters)
    {
        // Each in a folder of its own, since the snapshot is written beside the file.
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "deployments", name)).FullName;
        var template = Path.GetRelativePath(folder, Path.Combine(BicepCompiler.Folder, "main.bicep"));
        var file = Path.Combine(folder, $"{name}.bicepparam");
        var snapshot = Path.Combine(folder, $"{name}.snapshot.json");
        File.Delete(snapshot);
        await File.WriteAllTextAsync(file, $"using '{template}'\n{parameters}\n", TestContext.Current.CancellationToken);
        (await BicepCompiler.SnapshotAsync(file)).WithoutDiagnostics();
        return new Deployment(name, await File.ReadAllTextAsync(snapshot, TestContext.Current.CancellationToken));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
