using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Tells good from bad values of a status label, as <see cref="MetricSli.SuccessValues"/> declare.</summary>
internal sealed class SuccessValues
{
    /// <summary>Status labels have few values; a label with more is matched anew each time rather than remembered.</summary>
    private const int Remembered = 1000;

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly Regex _success;

    /// <summary>Compiles the patterns. The engine is linear in time, as that of Prometheus is.</summary>
    /// <exception cref="ArgumentException">A pattern is no regular expression.</exception>
    /// <exception cref="NotSupportedException">A pattern needs backtracking.</exception>
    public SuccessValues(ImmutableArray<string> patterns, bool ignoreCase) =>
        _success = new Regex(
            $@"\A(?:{string.Join('|', patterns)})\z",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));

    /// <summary>Whether a value is good.</summary>
    public bool Contains(string status)
    {
        if (_known.TryGetValue(status, out var known)) return known;
        var matches = _success.IsMatch(status);
        if (_known.Count < Remembered) _known.TryAdd(status, matches);
        return matches;
    }
}
