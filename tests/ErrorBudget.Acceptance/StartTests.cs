using System.Runtime.Versioning;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>What the app does when it starts, and what not.</summary>
public sealed class StartTests(World world) : IClassFixture<World>
{
    /// <summary>The framework would watch every folder below the working directory; in a repository that took longer than all the rest.</summary>
    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task No_folder_is_watched_for_settings_that_change()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what a process watches can only be seen on Linux");
        await using var app = await AppProcess.StartAsync(world.Settings());
        var open = Directory.GetFiles($"/proc/{app.Id}/fd").Select(file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name).ToArray();
        Assert.NotEmpty(open);
        Assert.DoesNotContain(open, name => name?.Contains("inotify", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task The_policy_is_read_before_anybody_asks()
    {
        await using var app = await AppProcess.StartAsync(world.Settings(), underHost: true);
        await app.UntilAsync("the policy is in force", () => Task.FromResult(app.Output.Contains("is in force", StringComparison.Ordinal)), TimeSpan.FromSeconds(20));
    }
}
