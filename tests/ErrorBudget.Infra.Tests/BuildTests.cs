using System.Text.Json;
using System.Text.RegularExpressions;

namespace ErrorBudget.Infra.Tests;

/// <summary>The Bicep files are free of errors and warnings, by all rules of bicepconfig.json.</summary>
public sealed partial class BuildTests(Deployments deployments)
{
    public static TheoryData<string> ParameterFiles => [.. Directory.GetFiles(BicepCompiler.Folder, "*.bicepparam").Select(file => Path.GetFileName(file)!).Order()];

    [Fact]
    public async Task Every_file_lints_without_a_warning() => (await BicepCompiler.LintAsync("--pattern", Path.Combine(BicepCompiler.Folder, "**", "*.bicep"))).WithoutDiagnostics();

    [Theory]
    [MemberData(nameof(ParameterFiles))]
    public async Task A_parameter_file_fits_its_template(string file) => (await BicepCompiler.BuildParametersAsync(Path.Combine(BicepCompiler.Folder, file))).WithoutDiagnostics();

    [Fact]
    public async Task A_wrong_file_is_found_by_the_strict_rules()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "wrong")).FullName;
        var file = Path.Combine(folder, "wrong.bicep");
        await File.WriteAllTextAsync(file, "param tags object = {}\nvar unused = 'x'\noutput tags object = tags\n", TestContext.Current.CancellationToken);
        var run = await BicepCompiler.LintAsync(file);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("no-unused-vars", run.Diagnostics, StringComparison.Ordinal);
        Assert.Contains("use-user-defined-types", run.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_parameter_and_output_is_described()
    {
        foreach (var file in Directory.GetFiles(BicepCompiler.Folder, "*.bicep", SearchOption.AllDirectories))
        {
            var lines = File.ReadAllLines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                if (!Declaration().IsMatch(lines[i])) continue;
                var decorators = lines[..i].Reverse().TakeWhile(line => line.Length > 0);
                Assert.True(decorators.Any(line => line.StartsWith("@description(", StringComparison.Ordinal)), $"{file}({i + 1}) has no description: {lines[i]}");
            }
        }
    }

    [Fact]
    public void Numbers_are_bounded_and_texts_too()
    {
        foreach (var parameter in Template("parameters"))
        {
            var definition = parameter.Value.GetRawText();
            if (definition.Contains("\"type\": \"int\"", StringComparison.Ordinal))
                Assert.True(definition.Contains("\"minValue\"", StringComparison.Ordinal) || definition.Contains("\"allowedValues\"", StringComparison.Ordinal), $"{parameter.Name} takes any number");
            if (definition.Contains("\"type\": \"string\"", StringComparison.Ordinal) && !definition.Contains("\"type\": \"array\"", StringComparison.Ordinal))
                Assert.True(definition.Contains("Length\"", StringComparison.Ordinal) || definition.Contains("\"allowedValues\"", StringComparison.Ordinal) || definition.Contains("$ref", StringComparison.Ordinal), $"{parameter.Name} takes any text");
        }
    }

    [Fact]
    public void The_deployment_with_everything_sets_every_parameter()
    {
        Assert.Equal(Template("parameters").Select(parameter => parameter.Name).Order(), Assignment().Matches(deployments.MostParameters).Select(match => match.Groups[1].Value).Order());
    }

    [Fact]
    public void No_combination_of_options_gives_a_diagnostic() => Assert.All(deployments.All, deployment => Assert.Equal(0, deployment.Diagnostics));

    private JsonElement.ObjectEnumerator Template(string section) => deployments.Template.GetProperty(section).EnumerateObject();

    [GeneratedRegex("^(param|output|type) ")]
    private static partial Regex Declaration();

    [GeneratedRegex("^param (\\w+) =", RegexOptions.Multiline)]
    private static partial Regex Assignment();
}
