using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads lists of texts.</summary>
internal static class TextList
{
    private const int LongestText = 200;

    /// <summary>The texts and where they stand, without those that are refused; null if the list is left out or no list.</summary>
    /// <param name="fields">The section.</param>
    /// <param name="key">Its key.</param>
    /// <param name="maximum">The most items.</param>
    /// <param name="mayBeEmpty">Whether an empty list is allowed.</param>
    public static ImmutableArray<(YamlNode Node, string Text)>? Read(Fields fields, string key, int maximum, bool mayBeEmpty = false)
    {
        if (fields.List(key, mayBeEmpty ? 0 : 1, maximum) is not { } list) return null;
        var texts = ImmutableArray.CreateBuilder<(YamlNode, string)>(list.Items.Length);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (fields.File.Scalars.AnyText(item, key, LongestText) is not { } text) continue;
            if (seen.Add(text)) texts.Add((item, text));
            else fields.File.Problems.Add(item, $"{item.Found} stands twice in \"{key}\"");
        }

        return texts.ToImmutable();
    }
}
