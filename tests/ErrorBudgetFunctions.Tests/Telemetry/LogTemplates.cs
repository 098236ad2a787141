using System.Reflection;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Audit;
using Microsoft.Extensions.Logging;

namespace ErrorBudgetFunctions.Tests.Telemetry;

/// <summary>The log records that dashboards go by: event name and attributes, as the code declares them.</summary>
internal static partial class LogTemplates
{
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> All { get; } = typeof(DecisionLog).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
        .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
        .OfType<LoggerMessageAttribute>()
        .ToDictionary(record => record.EventName!, record => (IReadOnlySet<string>)Placeholder().Matches(record.Message).Select(match => match.Groups[1].Value).ToHashSet());

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
