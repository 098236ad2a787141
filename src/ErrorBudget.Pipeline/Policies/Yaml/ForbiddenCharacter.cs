using System.Globalization;
using ErrorBudget.Pipeline.Policies.Reading;

namespace ErrorBudget.Pipeline.Policies.Yaml;

/// <summary>Characters YAML does not allow and the parser lets through: NUL and other control characters, halves of surrogate pairs.</summary>
internal static class ForbiddenCharacter
{
    /// <summary>Refuses the first one in a text; false if there is none.</summary>
    public static bool RefuseIn(string text, FileProblems problems)
    {
        var (line, lineStart) = (1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == '\n') (line, lineStart) = (line + 1, i + 1);
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }

            if (!IsForbidden(character)) continue;
            problems.Add(line, i - lineStart + 1, string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)character:X4} is not allowed in YAML; is this a text file in UTF-8?"));
            return true;
        }

        return false;
    }

    private static bool IsForbidden(char character) =>
        (character < ' ' && character is not ('\n' or '\r' or '\t')) || character is '\u007F' or '\uFFFE' or '\uFFFF' || char.IsSurrogate(character);
}
