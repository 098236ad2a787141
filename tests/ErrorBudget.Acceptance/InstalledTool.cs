using System.Diagnostics;
using System.Xml.Linq;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>The command line as people get it: packed, installed from a folder as a .NET tool, and run as a process.</summary>
public sealed class InstalledTool : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("errorbudget-tool-");

    private string Program => Path.Combine(_directory.FullName, "tools", OperatingSystem.IsWindows() ? "errorbudget.exe" : "errorbudget");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var packages = _directory.CreateSubdirectory("packages").FullName;
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        await SucceedAsync("pack", Path.Combine(AppProcess.Repository, "src", "ErrorBudget.Cli"), "--no-build", "--configuration", configuration, "--output", packages, "-nologo", "--verbosity", "quiet");

        // No other source is asked, and no package that an earlier run left in the cache is taken.
        var sources = Path.Combine(_directory.FullName, "nuget.config");
        new XElement(
            "configuration",
            new XElement("config", new XElement("add", new XAttribute("key", "globalPackagesFolder"), new XAttribute("value", Path.Combine(_directory.FullName, "cache")))),
            new XElement("packageSources", new XElement("clear"), new XElement("add", new XAttribute("key", "packed"), new XAttribute("value", packages)))).Save(sources);
        await SucceedAsync("tool", "install", "ErrorBudget.Cli", "--tool-path", Path.GetDirectoryName(Program)!, "--configfile", sources);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a command with settings; nothing of what it prints is a terminal.</summary>
    public Task<ToolRun> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments) => RunAsync(new ProcessStartInfo(Program, arguments), settings);

    /// <summary>Runs a command in a terminal that is so many characters wide, as <c>script</c> makes one.</summary>
    /// <returns>Its output and error output are one.</returns>
    public Task<ToolRun> RunInTerminalAsync(int width, IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        RunAsync(new ProcessStartInfo("script", ["-qec", $"stty cols {width}; '{Program}' {string.Join(' ', arguments.Select(argument => $"'{argument}'"))}", "/dev/null"]) { Environment = { ["TERM"] = "xterm" } }, settings);

    private async Task SucceedAsync(params string[] arguments)
    {
        var run = await RunAsync(new ProcessStartInfo("dotnet", arguments), new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_NOLOGO"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" });
        if (run.ExitCode != 0) throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {run.ExitCode}:\n{run.Out}{run.Error}");
    }

    private async Task<ToolRun> RunAsync(ProcessStartInfo start, IReadOnlyDictionary<string, string> settings)
    {
        start.WorkingDirectory = _directory.FullName;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Limit);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            var run = new ToolRun(await output, await error);
            await process.WaitForExitAsync(patience.Token);
            return run with { ExitCode = process.ExitCode };
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
