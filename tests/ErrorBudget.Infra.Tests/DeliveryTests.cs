using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ErrorBudget.Testing;
using YamlDotNet.RepresentationModel;

namespace ErrorBudget.Infra.Tests;

/// <summary>azure.yaml, its hooks and the pipelines fit each other, the template and the repository.</summary>
public sealed partial class DeliveryTests(Deployments deployments)
{
    /// <summary>What whoever runs a hook has to give it; everything else comes from the deployment.</summary>
    private static readonly string[] GivenByHand = ["GATE_KEY", "GATE_SERVICE"];

    private static readonly string Root = AppProcess.Repository;

    public static TheoryData<string> YamlFiles => [.. Directory.GetFiles(Path.Combine(Root, "infra", "pipelines"), "*.yml").Append(Path.Combine(Root, "azure.yaml")).Select(file => Path.GetRelativePath(Root, file))];

    public static TheoryData<string> Hooks => [.. Directory.GetFiles(Path.Combine(Root, "infra", "hooks")).Select(file => Path.GetRelativePath(Root, file))];

    [Theory]
    [MemberData(nameof(YamlFiles))]
    public void A_YAML_file_is_well_formed_and_what_it_names_is_there(string file)
    {
        Assert.IsType<YamlMappingNode>(Read(file));
        var named = RepositoryPath().Matches(Text(file)).Select(match => match.Value.TrimEnd('.')).Where(path => !path.Contains('$', StringComparison.Ordinal)).ToArray();
        Assert.All(named, path => Assert.True(Path.Exists(Path.Combine(Root, path)), $"{file} names {path}, which is not there"));
    }

    [Fact]
    public void The_service_of_azd_is_the_tagged_app_and_ships_what_the_hook_publishes()
    {
        var azd = Read("azure.yaml");
        Assert.True(File.Exists(Path.Combine(Root, Value(azd, "infra", "path"), Value(azd, "infra", "module") + ".bicep")));
        var service = Assert.Single(((YamlMappingNode)azd.Children["services"]).Children);
        Assert.All(deployments.All, deployment => Assert.Equal(((YamlScalarNode)service.Key).Value, Tag(deployment.Site, "azd-service-name")));
        Assert.Equal("custom", Value(service.Value, "language"));
        Assert.Equal("function", Value(service.Value, "host"));
        Assert.Contains($"app={Value(service.Value, "dist")}\n", Text(Value(service.Value, "hooks", "prepackage", "posix", "run")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_resource_that_has_tags_names_the_environment_of_azd() =>
        Assert.All(deployments.All.SelectMany(deployment => deployment.Resources).Where(resource => resource.Json.TryGetProperty("tags", out _)), resource => Assert.False(string.IsNullOrEmpty(Tag(resource, "azd-env-name"))));

    [Theory]
    [MemberData(nameof(Hooks))]
    public void A_hook_asks_only_for_what_the_deployment_gives(string file)
    {
        var outputs = deployments.Template.GetProperty("outputs").EnumerateObject().Select(output => output.Name).Concat(GivenByHand).ToHashSet();
        var asked = file.EndsWith(".ps1", StringComparison.Ordinal) ? PowerShellVariable() : ShellVariable();
        Assert.Subset(outputs, asked.Matches(Text(file)).Select(match => match.Groups[1].Value).ToHashSet());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Shell_hooks_may_be_executed() =>
        Assert.All(Directory.GetFiles(Path.Combine(Root, "infra", "hooks"), "*.sh"), file => Assert.True(File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute), $"{file} has no execute bit"));

    [Fact]
    public void Actions_are_pinned_to_a_whole_version()
    {
        var used = Directory.GetFiles(Path.Combine(Root, "infra", "pipelines"), "*.yml").SelectMany(file => Uses().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(used);
        Assert.All(used, action => Assert.Matches("^[\\w./-]+@(v\\d+\\.\\d+\\.\\d+|[0-9a-f]{40})$", action));
    }

    [Theory]
    [InlineData("infra/pipelines/deploy.github.yml")]
    [InlineData("infra/pipelines/deploy.azure-devops.yml")]
    public void A_pipeline_tests_looks_ahead_deploys_and_asks_the_gate_in_that_order(string file)
    {
        var text = Text(file);
        string[] steps = ["./test.sh", "infra/hooks/publish.sh", "az deployment sub what-if", "az deployment sub create", "infra/hooks/deploy-package.sh", "infra/hooks/await-gate.sh"];
        var places = steps.Select(step => text.IndexOf(step, StringComparison.Ordinal)).ToArray();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Theory]
    [InlineData("infra/pipelines/azure-devops-step.yml", "$BUILD_BUILDID")]
    [InlineData("infra/pipelines/github-actions.yml", "$GITHUB_RUN_ID")]
    public void A_step_that_asks_the_gate_names_its_run_so_that_a_sign_off_can_be_for_it(string file, string run) =>
        Assert.Contains($"/api/gate/$GATE_SERVICE?change=$GATE_CHANGE&pipelineRun={run}&strict=true\"", Text(file), StringComparison.Ordinal);

    [Fact]
    public void GitHub_logs_in_without_a_secret()
    {
        var text = Text("infra/pipelines/deploy.github.yml");
        Assert.Contains("id-token: write", text, StringComparison.Ordinal);
        Assert.DoesNotContain("creds:", text, StringComparison.Ordinal);
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static YamlMappingNode Read(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Text(file)));
        return (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
    }

    private static string Value(YamlNode node, params string[] path) => ((YamlScalarNode)path.Aggregate(node, (found, name) => found[name])).Value!;

    private static string? Tag(PredictedResource resource, string name) => resource.Json.GetProperty("tags").TryGetProperty(name, out var value) ? value.GetString() : null;

    [GeneratedRegex(@"(?<![\w/.-])(infra|src|tests|docs|config)/[\w./-]*\w(?!\w|\.?\$)")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"\$\{([A-Z][A-Z0-9_]+):[?-]")]
    private static partial Regex ShellVariable();

    [GeneratedRegex(@"\$env:([A-Z][A-Z0-9_]+)")]
    private static partial Regex PowerShellVariable();

    [GeneratedRegex(@"uses:\s*(\S+)")]
    private static partial Regex Uses();
}
