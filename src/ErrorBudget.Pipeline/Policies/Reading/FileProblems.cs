using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>What is refused in one file. Bounded: a file that is wrong all over does not fill memory or logs.</summary>
/// <param name="file">The file's name.</param>
internal sealed class FileProblems(string file)
{
    /// <summary>How many problems of a file are reported.</summary>
    public const int MaximumReported = 50;

    private const int MaximumKept = 2_000;

    private readonly List<PolicyProblem> _kept = [];
    private int _dropped;

    /// <summary>The file's name.</summary>
    public string File => file;

    /// <summary>Whether anything was refused.</summary>
    public bool Any => _kept.Count > 0;

    /// <summary>Whether further problems are only counted, so that finding good words for them is wasted.</summary>
    public bool IsFull => _kept.Count >= MaximumKept;

    /// <summary>Refuses what stands at a node.</summary>
    public void Add(YamlNode at, string message) => Add(at.Line, at.Column, message);

    /// <summary>Refuses what stands at a line and column, both from 1.</summary>
    public void Add(int line, int column, string message)
    {
        if (!IsFull) _kept.Add(new PolicyProblem(file, line, column, message));
        else _dropped++;
    }

    /// <summary>The problems in order of their place; the last one says how many more there are.</summary>
    public IEnumerable<PolicyProblem> InOrder()
    {
        var ordered = _kept.Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Column).ToList();
        var more = ordered.Count - MaximumReported + _dropped;
        if (more <= 0) return ordered;
        var last = ordered[Math.Min(MaximumReported, ordered.Count - 1)];
        return [.. ordered.Take(MaximumReported), last with { Message = FormattableString.Invariant($"{more} more problems from here on are not shown") }];
    }
}
