using System.Globalization;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>
/// Reads single values strictly: a quoted number is text, <c>yes</c> is no truth value. Each returns null, with the reason
/// among the problems, if the value is not of the kind that is asked for.
/// </summary>
/// <param name="settings">Puts settings in.</param>
/// <param name="problems">Takes what is refused.</param>
internal sealed class Scalars(SettingReferences settings, FileProblems problems)
{
    private const NumberStyles Decimal = NumberStyles.Float;
    private const NumberStyles Integer = NumberStyles.AllowLeadingSign;

    /// <summary>A text of 1 to <paramref name="maximumLength"/> characters; a bare number or truth value is refused.</summary>
    public string? Text(YamlNode node, string label, int maximumLength) =>
        node is YamlScalar { IsQuoted: false, IsNothing: false } scalar && (IsNumber(scalar.Text) || scalar.Text is "true" or "false")
            ? Refuse(node, $"\"{label}\" must be a text, found {scalar.Text}; put it into quotes")
            : AnyText(node, label, maximumLength);

    /// <summary>A text, or a number or truth value taken as the text it is written as.</summary>
    public string? AnyText(YamlNode node, string label, int maximumLength)
    {
        if (node is not YamlScalar { IsNothing: false } scalar) return Refuse(node, $"\"{label}\" must be a text, found {node.Found}");
        if (settings.Expand(scalar) is not { } text) return null;
        if (string.IsNullOrWhiteSpace(text)) return Refuse(node, $"\"{label}\" must be a text, found an empty one");
        if (text.Length > maximumLength) return Refuse(node, FormattableString.Invariant($"\"{label}\" has {text.Length:N0} characters; at most {maximumLength:N0} are allowed"));
        return text;
    }

    /// <summary>A number within a range.</summary>
    /// <param name="node">Where it stands.</param>
    /// <param name="label">What it is called.</param>
    /// <param name="range">What is allowed.</param>
    /// <param name="allowQuotes">Whether a number in quotes is one.</param>
    /// <param name="hint">Given a number (or a percentage) outside the range, what was probably meant; null for nothing.</param>
    public decimal? Number(YamlNode node, string label, NumberRange range, bool allowQuotes = false, Func<decimal, string?>? hint = null)
    {
        if (Plain(node, label, $"{range}", allowQuotes) is not { } text) return null;
        var isPercentage = text.EndsWith('%');
        var isNumber = decimal.TryParse(isPercentage ? text.AsSpan(0, text.Length - 1) : text, Decimal, CultureInfo.InvariantCulture, out var number);
        if (isNumber && !isPercentage && range.Holds(number)) return number;

        var meant = isNumber && hint?.Invoke(number) is { } guess ? $": did you mean {guess}?" : "";
        problems.Add(node, $"\"{label}\" must be {range}, found {Bare(node)}{meant}");
        return null;
    }

    /// <summary>A whole number within a range.</summary>
    public long? Whole(YamlNode node, string label, long minimum, long maximum)
    {
        FormattableString range = $"a whole number from {minimum} to {maximum}";
        if (Plain(node, label, range, allowQuotes: false) is not { } text) return null;
        if (long.TryParse(text, Integer, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum) return number;
        problems.Add(node, $"\"{label}\" must be {FormattableString.Invariant(range)}, found {Bare(node)}");
        return null;
    }

    /// <summary>true or false.</summary>
    public bool? Flag(YamlNode node, string label)
    {
        if (Plain(node, label, $"true or false", allowQuotes: false) is not { } text) return null;
        if (text is "true" or "True" or "TRUE") return true;
        if (text is "false" or "False" or "FALSE") return false;
        problems.Add(node, $"\"{label}\" must be true or false, found {node.Found}");
        return null;
    }

    /// <summary>One of the names that are allowed.</summary>
    public T? Choice<T>(YamlNode node, string label, IReadOnlyList<(string Name, T Value)> choices)
        where T : struct
    {
        var text = "";
        if (node is YamlScalar { IsNothing: false } scalar)
        {
            if (settings.Expand(scalar) is not { } expanded) return null;
            text = expanded;
        }

        foreach (var choice in choices)
        {
            if (choice.Name == text) return choice.Value;
        }

        var names = choices.Select(choice => choice.Name).ToList();
        var near = node is YamlScalar written ? Nearest.To(written.Text, names) : null;
        problems.Add(node, $"\"{label}\" must be {Nearest.List(names)}, found {node.Found}{Nearest.Question(near)}");
        return null;
    }

    /// <summary>Whether a bare text is a number in YAML.</summary>
    public static bool IsNumber(string text) => decimal.TryParse(text, Decimal, CultureInfo.InvariantCulture, out _);

    /// <summary>The text of a value that is no text: bare, or in quotes if it takes a setting (which flow style needs).</summary>
    private string? Plain(YamlNode node, string label, FormattableString expected, bool allowQuotes)
    {
        if (node is not YamlScalar { IsNothing: false } scalar)
            return Refuse(node, $"\"{label}\" must be {FormattableString.Invariant(expected)}, found {node.Found}");
        if (!scalar.IsQuoted || allowQuotes || SettingReferences.IsIn(scalar.Text)) return settings.Expand(scalar)?.Trim();

        var advice = IsNumber(scalar.Text) || scalar.Text is "true" or "false" ? "; leave out the quotes" : "";
        return Refuse(node, $"\"{label}\" must be {FormattableString.Invariant(expected)}, found the text {node.Found}{advice}");
    }

    /// <summary>A number as it was written, without quotes; anything else as found.</summary>
    private static string Bare(YamlNode node) => node is YamlScalar scalar && IsNumber(scalar.Text.TrimEnd('%')) ? Excerpt.Of(scalar.Text) : node.Found;

    private string? Refuse(YamlNode node, string message)
    {
        problems.Add(node, message);
        return null;
    }
}
