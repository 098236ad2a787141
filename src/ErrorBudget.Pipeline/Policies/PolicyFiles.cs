using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>Policy files as they are on disk: one file, or all <c>*.yaml</c> and <c>*.yml</c> of a folder in order of their names.</summary>
/// <param name="Files">Their texts.</param>
/// <param name="Problems">What could not be read; if there is any, the files must not be used.</param>
public sealed record PolicyFiles(ImmutableArray<PolicyFile> Files, ImmutableArray<PolicyProblem> Problems)
{
    /// <summary>How many files a folder may hold.</summary>
    public const int MaximumFiles = 1_000;

    /// <summary>How many bytes the files may have together.</summary>
    public const long MaximumBytes = 64_000_000;

    /// <summary>Reads a file or a folder (not the folders below it). Never throws for what is on disk: that becomes a problem.</summary>
    /// <param name="path">The file or folder.</param>
    public static PolicyFiles Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var files = ImmutableArray.CreateBuilder<PolicyFile>();
        var problems = ImmutableArray.CreateBuilder<PolicyProblem>();
        var left = MaximumBytes;
        foreach (var (name, problem) in Names(path))
        {
            var (text, reason) = problem is null ? PolicyText.Load(name, ref left) : (null, problem);
            if (text is not null) files.Add(new PolicyFile(name, text));
            else problems.Add(reason!);
        }

        return new PolicyFiles(files.ToImmutable(), problems.ToImmutable());
    }

    /// <summary>The policy in these files, or everything that is wrong with them.</summary>
    /// <param name="setting">Gives a setting's value by name; null if it is not set.</param>
    public PolicyReading Read(Func<string, string?> setting) =>
        Problems.IsEmpty ? PolicyReader.Read(Files, setting) : new PolicyReading(null, Problems);

    private static IEnumerable<(string Name, PolicyProblem? Problem)> Names(string path)
    {
        if (!Directory.Exists(path)) return [(path, null)];
        try
        {
            var names = Directory.EnumerateFiles(path)
                .Where(name => Path.GetExtension(name) is ".yaml" or ".yml")
                .Take(MaximumFiles + 1)
                .Order(StringComparer.Ordinal)
                .ToList();
            return names.Count switch
            {
                0 => [Refused(path, "the folder holds no *.yaml or *.yml file")],
                > MaximumFiles => [Refused(path, FormattableString.Invariant($"the folder holds more than {MaximumFiles:N0} policy files"))],
                _ => names.Select(name => (name, (PolicyProblem?)null)),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [Refused(path, $"the folder cannot be read: {error.Message}")];
        }
    }

    private static (string Name, PolicyProblem? Problem) Refused(string path, string message) => (path, new PolicyProblem(path, 1, 1, message));
}
