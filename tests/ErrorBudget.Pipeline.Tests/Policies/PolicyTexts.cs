using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>Short ways to read policies from texts and from the repository's config folder.</summary>
internal static class PolicyTexts
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below config/.</summary>
    public static string Config(params string[] path) => Path.Combine([Root, "config", .. path]);

    /// <summary>A file of config/ with its name as people type it.</summary>
    public static PolicyFile ConfigFile(params string[] path) => new(path[^1], File.ReadAllText(Config(path)));

    /// <summary>Reads one text without any setting.</summary>
    public static PolicyReading Read(string text) => Read(text, []);

    /// <summary>Reads one text with settings.</summary>
    public static PolicyReading Read(string text, Dictionary<string, string> settings) =>
        PolicyReader.Read([new PolicyFile("policy.yaml", text)], name => settings.GetValueOrDefault(name));

    /// <summary>The policy in a text that has no problems.</summary>
    public static Policy Policy(string text, Dictionary<string, string>? settings = null)
    {
        var reading = Read(text, settings ?? []);
        Assert.Equal([], Shown(reading));
        return reading.Policy!;
    }

    /// <summary>The only SLO of a text that has no problems.</summary>
    public static Objective Objective(string text) => Assert.Single(Policy(text).Objectives);

    /// <summary>The problems as people see them.</summary>
    public static IEnumerable<string> Shown(PolicyReading reading) => reading.Problems.Select(problem => problem.ToString());

    /// <summary>A policy with one service; the lines of each section are put in as they are, in flow style.</summary>
    public static string Service(string slo = "target: 0.999, window_days: 30", string sli = "", string rest = "", string top = "") => $$"""
        policy:
          version: "2.0"
        {{Indent(top, 2)}}
          services:
            - name: shop
              sli: {{{sli}}}
              slo: {{{slo}}}
        {{Indent(rest, 6)}}
        """;

    private static string Indent(string text, int spaces) =>
        string.Join('\n', text.Split('\n').Select(line => new string(' ', spaces) + line));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ErrorBudgetFunctions.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run below the repository's folder.");
    }
}
