namespace ErrorBudget.Benchmarks;

/// <summary>What is measured of the gate.</summary>
/// <param name="Native">The folder the native build was published to; null to leave it out.</param>
/// <param name="Portable">The folder the build for an installed runtime was published to; null to leave it out.</param>
/// <param name="Starts">How many times each is started.</param>
/// <param name="Rate">Requests a second.</param>
/// <param name="Rounds">How many times the rate is held.</param>
/// <param name="Seconds">How long each time.</param>
internal sealed record GateOptions(DirectoryInfo? Native, DirectoryInfo? Portable, int Starts, int Rate, int Rounds, int Seconds)
{
    /// <summary>How many services there are; requests go round them.</summary>
    public const int Services = 20;

    /// <summary>The builds to measure: a name and the program.</summary>
    /// <exception cref="FileNotFoundException">A folder does not hold the program.</exception>
    public IReadOnlyList<(string Name, string Program)> Builds()
    {
        (string Name, DirectoryInfo? Folder, string File)[] all = [("native", Native, "ErrorBudgetFunctions"), ("framework-dependent", Portable, "ErrorBudgetFunctions.dll")];
        var builds = all.Where(build => build.Folder is not null).Select(build => (build.Name, Program: Path.Combine(build.Folder!.FullName, build.File))).ToArray();
        return builds.FirstOrDefault(build => !File.Exists(build.Program)) is { Program: { } missing }
            ? throw new FileNotFoundException($"{missing} does not exist; publish the app there first, as docs/performance.md says.")
            : builds;
    }
}
