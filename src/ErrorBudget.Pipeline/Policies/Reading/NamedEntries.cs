using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads sections whose keys are names that the user gives: sources, channels, trackers, stores of flags.</summary>
internal static class NamedEntries
{
    /// <summary>The entries with good names; a value is null if it was refused.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="key">The section's key.</param>
    /// <param name="expected">What stands there, for messages.</param>
    /// <param name="maximum">The most entries.</param>
    /// <param name="isNamed">Whether a key is a good name; refuses it if not.</param>
    /// <param name="read">Reads an entry.</param>
    public static List<(YamlScalar Name, T? Value)> Read<T>(
        Fields policy, string key, string expected, int maximum, Func<YamlScalar, bool> isNamed, Func<YamlScalar, YamlNode, T?> read)
        where T : class
    {
        var entries = policy.Map(key, expected)?.Entries ?? [];
        if (entries.Length > maximum) policy.Refuse(key, FormattableString.Invariant($"\"{key}\" has {entries.Length:N0} entries; at most {maximum:N0} are allowed"));
        var named = new List<(YamlScalar, T?)>(entries.Length);
        foreach (var (name, value) in entries)
        {
            // An entry with a bad name is read all the same: people want to see all that is wrong at once.
            var isGood = isNamed(name);
            var entry = read(name, value);
            if (isGood) named.Add((name, entry));
        }

        return named;
    }
}
