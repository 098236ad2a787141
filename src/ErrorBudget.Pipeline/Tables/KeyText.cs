using System.Globalization;
using System.Text;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// Names as parts of a row key. Keys may not hold <c>/ \ # ?</c> and control characters, <c>%</c> and <c>'</c> upset clients,
/// and <c>|</c> separates our parts: ASCII outside letters, digits and <c>- . _ : @</c> is written as <c>=</c> and two hexadecimal digits.
/// </summary>
internal static class KeyText
{
    /// <summary>The name as a part of a key.</summary>
    public static string Escape(string name)
    {
        if (name.All(IsPlain)) return name;
        var text = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (IsPlain(c)) text.Append(c);
            else text.Append(CultureInfo.InvariantCulture, $"={(int)c:X2}");
        }

        return text.ToString();
    }

    /// <summary>The name that was escaped.</summary>
    /// <exception cref="InvalidDataException">It is no escaped name.</exception>
    public static string Unescape(ReadOnlySpan<char> part)
    {
        if (!part.Contains('=')) return part.ToString();
        var text = new StringBuilder(part.Length);
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] != '=')
            {
                text.Append(part[i]);
                continue;
            }

            if (i + 2 >= part.Length || !byte.TryParse(part.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) throw new InvalidDataException($"'{part}' is no escaped name.");
            text.Append((char)code);
            i += 2;
        }

        return text.ToString();
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or ':' or '@' or > '\u00A0';
}
