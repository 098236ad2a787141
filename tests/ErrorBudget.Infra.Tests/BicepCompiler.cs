using System.Diagnostics;
using System.Reflection;
using ErrorBudget.Testing;

namespace ErrorBudget.Infra.Tests;

/// <summary>The real Bicep compiler, of the version that the project pins. It needs no network for files without registry modules.</summary>
internal static class BicepCompiler
{
    /// <summary>Snapshots are made for this subscription, whose id is part of names.</summary>
    public const string Subscription = "00000000-0000-0000-0000-000000000001";

    private const string Tenant = "00000000-0000-0000-0000-000000000002";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // A compiler takes a processor for two seconds.
    private static readonly SemaphoreSlim Turns = new(Environment.ProcessorCount);

    private static readonly string Program = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "BicepCompiler").Value!;

    /// <summary>The folder of the Bicep files.</summary>
    public static string Folder { get; } = Path.Combine(AppProcess.Repository, "infra");

    /// <summary>Compiles a file to a template.</summary>
    public static Task<CompilerRun> BuildAsync(string file) => RunAsync("build", file, "--stdout");

    /// <summary>Compiles a parameter file.</summary>
    public static Task<CompilerRun> BuildParametersAsync(string file) => RunAsync("build-params", file, "--stdout");

    /// <summary>Lints a file, or those of a <c>--pattern</c>.</summary>
    public static Task<CompilerRun> LintAsync(params string[] files) => RunAsync(["lint", .. files]);

    /// <summary>Predicts what a deployment with a parameter file would make, and writes that beside the file as <c>….snapshot.json</c>.</summary>
    public static Task<CompilerRun> SnapshotAsync(string file) => RunAsync(
        "snapshot", file, "--mode", "overwrite", "--subscription-id", Subscription, "--tenant-id", Tenant, "--location", "westeurope", "--deployment-name", "errorbudget");

    private static async Task<CompilerRun> RunAsync(params string[] arguments)
    {
        await Turns.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            var start = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            // Parameter files read the environment: that of whoever runs the tests must not matter.
            foreach (var name in start.Environment.Keys.Where(IsParameter).ToArray()) start.Environment.Remove(name);
            (start.Environment["AZURE_ENV_NAME"], start.Environment["AZURE_LOCATION"]) = ("test", "westeurope");
            using var process = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(Patience);
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(limit.Token);
                var errors = process.StandardError.ReadToEndAsync(limit.Token);
                await process.WaitForExitAsync(limit.Token);
                return new CompilerRun(process.ExitCode, await output, await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        finally
        {
            Turns.Release();
        }
    }

    private static bool IsParameter(string name) =>
        name.StartsWith("AZURE_", StringComparison.Ordinal) || name.StartsWith("DEPLOY_", StringComparison.Ordinal) || name.StartsWith("ERRORBUDGET_", StringComparison.Ordinal)
        || name is "PROMETHEUS_URL" or "SECRET_SETTINGS" or "POLICY_SECRETS" or "ALERT_EMAILS";
}
