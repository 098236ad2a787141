using System.Diagnostics;
using ErrorBudget.Testing;

[assembly: AssemblyFixture(typeof(ErrorBudget.Acceptance.PublishedApps))]

namespace ErrorBudget.Acceptance;

/// <summary>
/// The app as it is deployed: each build is published once per test run, when the first test asks for it, with all
/// intermediate files in a folder of its own, so that nothing of what the tests run from is touched. Where
/// <c>ERRORBUDGET_PUBLISHED</c> names a folder, the builds are taken from its subfolders <c>FrameworkDependent</c> and
/// <c>Native</c> instead.
/// </summary>
public sealed class PublishedApps : IAsyncDisposable
{
    /// <summary>Compiling natively takes one to three minutes on two cores that nobody else uses.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(9);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("errorbudget-published-");
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Dictionary<AppBuild, string> _published = [];

    /// <summary>The folder of a function app.</summary>
    public async Task<string> FolderAsync(AppBuild build)
    {
        if (Environment.GetEnvironmentVariable("ERRORBUDGET_PUBLISHED") is { Length: > 0 } published) return Path.Combine(published, build.ToString());

        // Two at once would write the same intermediate files, and take each other's processor.
        await _oneAtATime.WaitAsync();
        try
        {
            return _published.TryGetValue(build, out var folder) ? folder : _published[build] = await PublishAsync(build);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Starts the app of a published folder.</summary>
    public async Task<AppProcess> StartAsync(AppBuild build, IReadOnlyDictionary<string, string> settings, bool underHost = false)
    {
        var program = build == AppBuild.Native ? "ErrorBudgetFunctions" : "ErrorBudgetFunctions.dll";
        return await AppProcess.StartAsync(settings, Path.Combine(await FolderAsync(build), program), underHost);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        _oneAtATime.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> PublishAsync(AppBuild build)
    {
        var folder = Path.Combine(_directory.FullName, build.ToString());
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "publish", Path.Combine(AppProcess.Repository, "src", "ErrorBudgetFunctions"), "--configuration", "Release", "--output", folder, "--artifacts-path", Path.Combine(_directory.FullName, "artifacts"), "-nologo", "--verbosity", "quiet",
            .. build == AppBuild.Native ? (string[])["--runtime", "linux-x64"] : ["-p:PublishAot=false"],
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        // No build server stays behind.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";

        using var publish = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Limit);
        var output = Task.WhenAll(publish.StandardOutput.ReadToEndAsync(patience.Token), publish.StandardError.ReadToEndAsync(patience.Token));
        try
        {
            var text = string.Concat(await output);
            await publish.WaitForExitAsync(patience.Token);
            return publish.ExitCode == 0 ? folder : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {publish.ExitCode}:\n{text}");
        }
        finally
        {
            if (!publish.HasExited) publish.Kill(entireProcessTree: true);
        }
    }
}
