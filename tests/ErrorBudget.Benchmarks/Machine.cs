using System.Globalization;
using System.Runtime.InteropServices;

namespace ErrorBudget.Benchmarks;

/// <summary>Where the figures come from; without it they say nothing.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";
    private const string LoadAverage = "/proc/loadavg";

    /// <summary>Cores, processor, runtime, system.</summary>
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"machine: {Environment.ProcessorCount} cores, {Model() ?? RuntimeInformation.ProcessArchitecture.ToString()}; {RuntimeInformation.FrameworkDescription}, {Configuration}; {RuntimeInformation.OSDescription}");

    /// <summary>How many processes wanted a core in the last 1, 5 and 15 minutes. More than there are cores means that others took part of them.</summary>
    public static string Load(string when) => File.Exists(LoadAverage)
        ? $"load at {when}: {string.Join(' ', File.ReadAllText(LoadAverage).Split(' ').Take(3))}"
        : $"load at {when}: unknown";

    /// <summary>The memory that a process holds, in millions of bytes.</summary>
    public static double ResidentMegabytes(int process)
    {
        using var running = System.Diagnostics.Process.GetProcessById(process);
        return running.WorkingSet64 / 1e6;
    }

    private static string? Model() => !File.Exists(CpuInfo)
        ? null
        : File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    private static string Configuration =>
#if DEBUG
        "DEBUG BUILD: use -c Release";
#else
        "release build, JIT";
#endif
}
