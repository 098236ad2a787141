using System.Collections.Concurrent;
using System.Text.Json;

namespace ErrorBudget.Pipeline.Telemetry;

/// <summary>How values are spelled in telemetry: in lower case with hyphens, as the HTTP API spells them.</summary>
public static class Spelling
{
    /// <summary>A value's name, for example <c>sign-off</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.Of.GetOrAdd(value, static one => JsonNamingPolicy.KebabCaseLower.ConvertName(one.ToString()));

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly ConcurrentDictionary<T, string> Of = new();
    }
}
