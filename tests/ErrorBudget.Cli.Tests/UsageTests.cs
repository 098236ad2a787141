using System.CommandLine;

namespace ErrorBudget.Cli.Tests;

public sealed class UsageTests
{
    private static readonly string[] Commands = ["validate", "evaluate", "gate", "explain", "backfill", "backtest", "backup", "restore", "requeue"];

    [Fact]
    public async Task Help_names_every_command_and_exit_code()
    {
        var run = await Run.OfAsync(["--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.All(Commands, command => Assert.Contains($"  {command} ", run.Out, StringComparison.Ordinal));
        Assert.Contains("Exit codes: 0 fine or allowed, 1 refused or blocked, 2 wrong usage, 3 something could not be reached or read.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_manual_shows_the_help_of_every_command_as_it_is()
    {
        var manual = await File.ReadAllTextAsync(Manual(), TestContext.Current.CancellationToken);

        Assert.All(Commands, command => Assert.Contains(Help(command), manual, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("frobnicate")]
    [InlineData("evaluate", "--frobnicate")]
    [InlineData("gate")]
    [InlineData("gate", "checkout", "--change", "big")]
    [InlineData("backup")]
    [InlineData("restore")]
    [InlineData("restore", "--from")]
    [InlineData("requeue", "--policy", "policy.yaml")]
    [InlineData("backtest", "--days", "0")]
    [InlineData("backtest", "--days", "many")]
    [InlineData("backtest", "--from", "memory")]
    [InlineData("gate", "checkout", "--url", "not a url")]
    [InlineData("gate", "checkout", "--url", "http://example.com", "--key", "secret")]
    public async Task Wrong_usage_ends_with_2_and_says_why(params string[] arguments)
    {
        var run = await Run.OfAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.NotEqual("", run.Error.Trim());
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Usage lines name the running program, which is the test's here.</summary>
    private static string Help(string command) =>
        Trimmed(Run.OfAsync([command, "--help"]).Result.Out).Replace($"{RootCommand.ExecutableName} {command}", $"errorbudget {command}", StringComparison.Ordinal);

    private static string Manual()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "docs", "cli.md") is var path && File.Exists(path)) return path;
        }

        throw new InvalidOperationException("No folder above holds docs/cli.md.");
    }

    private static string Trimmed(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim('\n');
}
