using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace ErrorBudget.Testing;

/// <summary>
/// A real Prometheus on a free port with its own directory, both gone when it is disposed. Needs <c>prometheus</c> and
/// <c>promtool</c> on the path (Debian: <c>apt-get install prometheus</c>).
/// </summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly DirectoryInfo _directory;
    private int _disposed;

    private PrometheusServer(Process process, DirectoryInfo directory, Uri address)
    {
        _process = process;
        _directory = directory;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The CPU time it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="writeHistory">Writes its history in the OpenMetrics format, without the closing <c># EOF</c>; null for none.</param>
    /// <param name="config">Its configuration file; empty for one that scrapes nothing.</param>
    /// <param name="arguments">Further arguments, for example a limit.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<PrometheusServer> StartAsync(
        Action<TextWriter>? writeHistory = null, string config = "global: {}\n", IEnumerable<string>? arguments = null, CancellationToken cancellationToken = default)
    {
        var directory = Directory.CreateTempSubdirectory("errorbudget-prometheus-");
        try
        {
            var data = directory.CreateSubdirectory("data").FullName;
            if (writeHistory is not null) await CreateBlocksAsync(directory, data, writeHistory, cancellationToken);
            var configFile = Path.Combine(directory.FullName, "prometheus.yml");
            await File.WriteAllTextAsync(configFile, config, cancellationToken);
            var address = new Uri($"http://127.0.0.1:{FreePort.Next().ToString(CultureInfo.InvariantCulture)}");
            var process = Start("prometheus",
            [
                $"--config.file={configFile}", $"--storage.tsdb.path={data}", "--storage.tsdb.retention.time=50y", $"--web.listen-address={address.Authority}",
                "--web.enable-remote-write-receiver", "--log.level=warn", .. arguments ?? [],
            ]);
            var server = new PrometheusServer(process, directory, address);
            try
            {
                await server.UntilReadyAsync(cancellationToken);
                return server;
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
        catch
        {
            if (directory.Exists) directory.Delete(recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Refresh();
        if (_directory.Exists) _directory.Delete(recursive: true);
    }

    private static async Task CreateBlocksAsync(DirectoryInfo directory, string data, Action<TextWriter> writeHistory, CancellationToken cancellationToken)
    {
        var file = Path.Combine(directory.FullName, "history.om");
        await using (var writer = new StreamWriter(file) { NewLine = "\n" })
        {
            writeHistory(writer);
            await writer.WriteLineAsync("# EOF");
        }

        using var promtool = Start("promtool", ["tsdb", "create-blocks-from", "openmetrics", "--quiet", file, data]);
        var errors = promtool.StandardError.ReadToEndAsync(cancellationToken);
        await promtool.WaitForExitAsync(cancellationToken);
        if (promtool.ExitCode != 0) throw new InvalidOperationException($"promtool made no blocks: {await errors}");
        File.Delete(file);
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{program} is not on the path. On Debian: apt-get install prometheus.", e);
        }
    }

    private async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                if (line.Data is not null && errors.Count < 20) errors.Add(line.Data);
            }
        };
        _process.BeginErrorReadLine();

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var started = Stopwatch.StartNew();
        while (started.Elapsed < StartTime && !_process.HasExited)
        {
            if (await IsReadyAsync(http, cancellationToken)) return;
            await Task.Delay(50, cancellationToken);
        }

        lock (errors)
        {
            throw new InvalidOperationException($"Prometheus was not ready within {StartTime}: {string.Join('\n', errors)}");
        }
    }

    private async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(Address, "/-/ready"), cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
