using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>
/// Replaces <c>${NAME}</c> by the setting of that name and <c>$${</c> by <c>${</c>. A value put in is not looked at again.
/// Messages name the setting, never its value.
/// </summary>
/// <param name="setting">Gives a setting's value; null if it is not set.</param>
/// <param name="problems">Takes what is refused.</param>
internal sealed partial class SettingReferences(Func<string, string?> setting, FileProblems problems)
{
    /// <summary>Whether a text refers to a setting.</summary>
    public static bool IsIn(string text) => text.Contains("${", StringComparison.Ordinal) && Reference().Matches(text).Any(match => match.Groups["name"].Success);

    /// <summary>The scalar's text with its settings put in; null if one is missing or badly written.</summary>
    public string? Expand(YamlScalar scalar)
    {
        if (!scalar.Text.Contains("${", StringComparison.Ordinal)) return scalar.Text;

        var complete = true;
        var expanded = Reference().Replace(scalar.Text, match =>
        {
            if (match.Value == "$${") return "${";
            var value = match.Groups["name"] is { Success: true, Value: var name } ? Value(scalar, name) : Malformed(scalar);
            complete &= value is not null;
            return value ?? "";
        });
        return complete ? expanded : null;
    }

    private string? Value(YamlScalar at, string name)
    {
        if (setting(name) is { Length: > 0 } value) return value;
        problems.Add(at, $"the setting {name} is not set (or is empty); ${{{name}}} takes its value");
        return null;
    }

    private string? Malformed(YamlScalar at)
    {
        problems.Add(at, "${ must be followed by a setting's name (letters, digits, _ - . :) and }; write $${ for a ${ that is meant literally");
        return null;
    }

    [GeneratedRegex(@"\$\$\{|\$\{(?:(?<name>[A-Za-z_][A-Za-z0-9_.:-]{0,199})\})?", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
