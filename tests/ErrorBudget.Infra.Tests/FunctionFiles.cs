using System.Text.Json;
using System.Text.RegularExpressions;
using ErrorBudget.Testing;

namespace ErrorBudget.Infra.Tests;

/// <summary>What the functions' function.json files say.</summary>
internal static partial class FunctionFiles
{
    private static readonly string Folder = Path.Combine(AppProcess.Repository, "src", "ErrorBudgetFunctions", "functions");

    private static readonly string[] Texts = [.. Directory.GetFiles(Folder, "function.json", SearchOption.AllDirectories).Select(File.ReadAllText)];

    /// <summary>The queues that trigger functions.</summary>
    public static IEnumerable<string> Queues => Values("queueName");

    /// <summary>The connections that bindings go by.</summary>
    public static IEnumerable<string> Connections => Values("connection").Distinct();

    /// <summary>The settings that files refer to as <c>%NAME%</c>.</summary>
    public static IEnumerable<string> Settings => Texts.SelectMany(text => Reference().Matches(text)).Select(match => match.Groups[1].Value).Distinct();

    private static IEnumerable<string> Values(string name)
    {
        foreach (var text in Texts)
        {
            using var file = JsonDocument.Parse(text);
            foreach (var binding in file.RootElement.GetProperty("bindings").EnumerateArray())
            {
                if (binding.TryGetProperty(name, out var value)) yield return value.GetString()!;
            }
        }
    }

    [GeneratedRegex("%(\\w+)%")]
    private static partial Regex Reference();
}
