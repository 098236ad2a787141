using System.Diagnostics;
using System.Globalization;
using System.Net;
using ErrorBudget.Testing;

namespace ErrorBudget.Benchmarks;

/// <summary>One start of the app.</summary>
/// <param name="Elapsed">From the start of the process to the last byte of the first answer.</param>
/// <param name="ResidentMegabytes">The memory it then holds.</param>
internal sealed record ColdStart(TimeSpan Elapsed, double ResidentMegabytes)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    /// <summary>Starts the app as the Functions host does and asks until it answers 200.</summary>
    /// <exception cref="InvalidOperationException">It did not within 30 seconds.</exception>
    public static async Task<ColdStart> MeasureAsync(string program, IReadOnlyDictionary<string, string> settings, string path, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        var start = program.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [program]) : new ProcessStartInfo(program);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = _limit };

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        try
        {
            while (!await AnswersAsync(client, path, cancellationToken))
            {
                if (process.HasExited || clock.Elapsed > _limit) throw new InvalidOperationException($"{program} did not answer {path} within {clock.Elapsed}.");
                await Task.Delay(1, cancellationToken);
            }

            return new ColdStart(clock.Elapsed, Machine.ResidentMegabytes(process.Id));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(path, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }
}
