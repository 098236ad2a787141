using System.Runtime.Versioning;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>A publish folder is a function app that can be deployed as it is.</summary>
public sealed class PublishedFolderTests(PublishedApps apps)
{
    private static readonly string[] Functions = ["AnswerCheck", "BudgetHistory", "Budgets", "DispatchNotice", "EvaluateBudgets", "EvaluateShard", "Gate", "Health", "RecordCounts", "SendDigest", "SendReviewReminder"];

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task Every_function_has_its_folder_at_the_root(AppBuild build)
    {
        var folder = await apps.FolderAsync(build);
        var found = Directory.GetFiles(folder, "function.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file));
        Assert.Equal(
            Directory.GetDirectories(Path.Combine(AppProcess.Repository, "src", "ErrorBudgetFunctions", "functions")).Select(source => Path.Combine(Path.GetFileName(source), "function.json")).Order(),
            found.Order());
        Assert.Subset(found.ToHashSet(), Functions.Select(function => Path.Combine(function, "function.json")).ToHashSet());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_host_starts_the_native_binary_which_may_be_executed()
    {
        var folder = await apps.FolderAsync(AppBuild.Native);
        var (program, arguments) = Command(folder);
        Assert.Equal("ErrorBudgetFunctions", program);
        Assert.Empty(arguments);
        Assert.True(File.GetUnixFileMode(Path.Combine(folder, program)).HasFlag(UnixFileMode.UserExecute));
        Assert.Equal("\u007fELF"u8, File.ReadAllBytes(Path.Combine(folder, program)).AsSpan(0, 4));
    }

    [Fact]
    public async Task The_host_starts_the_framework_dependent_build_with_dotnet()
    {
        var folder = await apps.FolderAsync(AppBuild.FrameworkDependent);
        var (program, arguments) = Command(folder);
        Assert.Equal("dotnet", program);
        Assert.Equal(["ErrorBudgetFunctions.dll"], arguments);
        Assert.True(File.Exists(Path.Combine(folder, arguments[0])));
        Assert.False(File.Exists(Path.Combine(folder, "ErrorBudgetFunctions")), "a binary that host.json does not name would only mislead");
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task Both_builds_have_the_same_host_settings_but_for_the_command(AppBuild build)
    {
        using var published = Host(await apps.FolderAsync(build));
        using var source = Host(AppProcess.Repository);
        Assert.Equal(Others(source), Others(published));
        Assert.True(published.RootElement.GetProperty("customHandler").GetProperty("enableProxyingHttpRequest").GetBoolean());

        static Dictionary<string, string> Others(JsonDocument host) =>
            host.RootElement.EnumerateObject().Where(property => property.Name != "customHandler").ToDictionary(property => property.Name, property => property.Value.GetRawText());
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task The_default_policy_is_there_and_nothing_that_nobody_needs(AppBuild build)
    {
        var folder = await apps.FolderAsync(build);
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(AppProcess.Repository, "config", "error-budget-policy.yaml"), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(Path.Combine(folder, "config", "error-budget-policy.yaml"), TestContext.Current.CancellationToken));
        string[] clutter = [".pdb", ".xml", ".dbg", ".config", ".rsp"];
        Assert.DoesNotContain(Directory.GetFiles(folder, "*", SearchOption.AllDirectories), file => clutter.Contains(Path.GetExtension(file)));
        Assert.False(File.Exists(Path.Combine(folder, "local.settings.json")), "settings of a developer's machine are not deployed");
    }

    private static JsonDocument Host(string folder) => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "host.json")));

    private static (string Program, string[] Arguments) Command(string folder)
    {
        using var host = Host(folder);
        var description = host.RootElement.GetProperty("customHandler").GetProperty("description");
        return (
            description.GetProperty("defaultExecutablePath").GetString()!,
            description.TryGetProperty("arguments", out var arguments) ? [.. arguments.EnumerateArray().Select(argument => argument.GetString()!)] : []);
    }
}
