using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ErrorBudget.Testing;

/// <summary>The app as a process of its own: standalone, or as the Functions host starts it.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private AppProcess(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>The folder of the repository that the tests were built in.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Talks to the app.</summary>
    public HttpClient Client { get; }

    /// <summary>What the app has printed.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts the app and waits until it answers on <c>/</c>.</summary>
    /// <param name="settings">Environment settings on top of the address.</param>
    /// <param name="program">A native binary or a DLL; the built app if none is named.</param>
    /// <param name="underHost">Whether it is told its port as the Functions host does it, and the test pulls the triggers.</param>
    public static async Task<AppProcess> StartAsync(IReadOnlyDictionary<string, string> settings, string? program = null, bool underHost = false)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var start = Command(program);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        if (underHost) start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        else start.Environment["ASPNETCORE_URLS"] = address.ToString();
        foreach (var (name, value) in settings) start.Environment[name] = value;

        var app = new AppProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, address);
        app._process.OutputDataReceived += (_, line) => app.Note(line.Data);
        app._process.ErrorDataReceived += (_, line) => app.Note(line.Data);
        app._process.Start();
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        await app.UntilAsync("the app answers", async () => (await app.Client.GetAsync("/")).IsSuccessStatusCode, TimeSpan.FromSeconds(60));
        return app;
    }

    /// <summary>Polls until a condition holds. An exception counts as "not yet".</summary>
    /// <exception cref="TimeoutException">It did not hold in time; the message has the app's output.</exception>
    public async Task UntilAsync(string what, Func<Task<bool>> condition, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var clock = Stopwatch.StartNew();
        Exception? last = null;
        while (clock.Elapsed < limit && !_process.HasExited)
        {
            try
            {
                if (await condition()) return;
                last = null;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException)
            {
                last = notYet;
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"Waited {limit} until {what}{(_process.HasExited ? $"; the app ended with {_process.ExitCode}" : "")}. {last?.Message}\n{Output}");
    }

    /// <summary>GET as JSON, whatever the status.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>Ends the process at once, as a crash does.</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Asks the process to end and waits for it.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(TimeSpan limit)
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var patience = new CancellationTokenSource(limit);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Kill();
        _process.Dispose();
        Client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The app a test names, or the one that <c>ERRORBUDGET_APP</c> names (a native binary or a DLL), or the one built in the same configuration as the tests.</summary>
    private static ProcessStartInfo Command(string? program)
    {
        var app = program ?? (Environment.GetEnvironmentVariable("ERRORBUDGET_APP") is { Length: > 0 } named ? named : Built());
        if (!File.Exists(app)) throw new FileNotFoundException("Build the app first, or name it in ERRORBUDGET_APP.", app);
        return app.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo("dotnet", [app])
            : new ProcessStartInfo(app);
    }

    private static string Built()
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(Repository, "src", "ErrorBudgetFunctions", "bin", configuration, "net10.0", "ErrorBudgetFunctions.dll");
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ErrorBudgetFunctions.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds ErrorBudgetFunctions.sln.");
    }

    private void Note(string? line)
    {
        if (line is not null) _output.Enqueue(line);
    }
}
