using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ErrorBudget.Testing;

/// <summary>
/// A real Azurite (blob, queue, table) on free loopback ports, as a process of its own. It can be stopped and started again
/// on the same ports with the same data.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    /// <summary>The account every Azurite has; its key is published in Azurite's documentation.</summary>
    public const string AccountName = "devstoreaccount1";

    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const int PortAttempts = 3;

    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(15);

    private readonly string _folder = Directory.CreateTempSubdirectory("azurite-").FullName;
    private readonly bool _inMemory;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    private AzuriteServer(bool inMemory) => _inMemory = inMemory;

    public int BlobPort { get; private set; }

    public int QueuePort { get; private set; }

    public int TablePort { get; private set; }

    /// <summary>What <c>AzureWebJobsStorage</c> is set to.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};BlobEndpoint=http://127.0.0.1:{BlobPort}/{AccountName};QueueEndpoint=http://127.0.0.1:{QueuePort}/{AccountName};TableEndpoint=http://127.0.0.1:{TablePort}/{AccountName};");

    /// <summary>The CPU time it has used since it was started last; zero while it is stopped.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process?.Refresh();
            return _process?.TotalProcessorTime ?? TimeSpan.Zero;
        }
    }

    /// <summary>Starts Azurite and waits until all three services answer.</summary>
    /// <param name="inMemory">Whether the data is kept in memory, and lost when it is stopped, or in a temporary folder.</param>
    /// <exception cref="InvalidOperationException">Azurite is not installed or does not start; the message says what to do.</exception>
    public static async Task<AzuriteServer> StartAsync(bool inMemory = true)
    {
        var server = new AzuriteServer(inMemory);
        for (var attempt = 1; ; attempt++)
        {
            (server.BlobPort, server.QueuePort, server.TablePort) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
            try
            {
                await server.StartAgainAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < PortAttempts && server.HasLostPort)
            {
                // Someone else took the port between asking for it and listening on it.
                await server.StopAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts it on its ports after <see cref="StopAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        if (_process is not null) throw new InvalidOperationException("Azurite runs already.");
        var start = new ProcessStartInfo(Find())
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "--skipApiVersionCheck", "--silent", "--disableTelemetry",
            "--blobPort", Text(BlobPort), "--queuePort", Text(QueuePort), "--tablePort", Text(TablePort),
            .. _inMemory ? (string[])["--inMemoryPersistence"] : ["--location", _folder],
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        _output.Clear();
        _process = Process.Start(start) ?? throw new InvalidOperationException("Azurite did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilReadyAsync(_process);
    }

    /// <summary>Ends it in order (SIGTERM), so that it saves its data.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        using (process)
        {
            if (!process.HasExited && !OperatingSystem.IsWindows())
            {
                using var kill = Process.Start("kill", ["-TERM", Text(process.Id)]);
                await kill.WaitForExitAsync();
                var ended = process.WaitForExitAsync();
                await Task.WhenAny(ended, Task.Delay(_stopLimit));
            }

            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private bool HasLostPort => _output.Any(line => line.Contains("EADDRINUSE", StringComparison.Ordinal));

    private static string Find()
    {
        var name = OperatingSystem.IsWindows() ? "azurite.cmd" : "azurite";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var project = Path.Combine(folder.FullName, "tests", "azurite");
            if (!File.Exists(Path.Combine(project, "package.json"))) continue;
            var program = Path.Combine(project, "node_modules", ".bin", name);
            return File.Exists(program)
                ? program
                : throw new InvalidOperationException($"Azurite is not installed. In {folder.FullName} run: npm ci --prefix tests/azurite");
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds tests/azurite/package.json.");
    }

    private async Task WaitUntilReadyAsync(Process process)
    {
        var since = Stopwatch.StartNew();
        foreach (var port in (int[])[BlobPort, QueuePort, TablePort])
        {
            while (!await ListensAsync(port))
            {
                if (process.HasExited) throw await FailureAsync($"Azurite ended with code {process.ExitCode}");
                if (since.Elapsed > _startLimit) throw await FailureAsync($"Azurite does not listen on port {port} after {_startLimit.TotalSeconds} s");
                await Task.Delay(50);
            }
        }

        if (process.HasExited) throw await FailureAsync($"Azurite ended with code {process.ExitCode}");
    }

    private async Task<InvalidOperationException> FailureAsync(string what)
    {
        if (_process is { HasExited: true } process) await process.WaitForExitAsync(); // reads the output to its end
        return new InvalidOperationException($"{what}: {string.Join('\n', _output)}");
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null && _output.Count < 1000) _output.Enqueue(line);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
