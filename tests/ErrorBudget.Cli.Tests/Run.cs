using System.Text.Json;

namespace ErrorBudget.Cli.Tests;

/// <summary>One run of the program: how it ended and what it printed.</summary>
public sealed record Run(int ExitCode, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>Runs the program with nothing but these settings, its output redirected.</summary>
    public static async Task<Run> OfAsync(string[] arguments, Dictionary<string, string>? settings = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, new Terminal(output, error, name => settings?.GetValueOrDefault(name), TimeProvider.System, ShowsOut: false, ShowsError: false));
        return new Run(code, output.ToString(), error.ToString());
    }
}
