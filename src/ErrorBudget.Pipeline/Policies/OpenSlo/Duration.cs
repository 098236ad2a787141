using System.Globalization;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies.Reading;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>A length of time as OpenSLO writes it (specification, "duration-shorthand"): 5m, 12h, 28d, 4w, 1M, 1Q, 1Y.</summary>
/// <param name="Number">How many, 0 or more.</param>
/// <param name="Unit">m minutes, h hours, d days, w weeks, M months, Q quarters, Y years.</param>
internal readonly partial record struct Duration(int Number, char Unit)
{
    /// <summary>The minutes; null for months, quarters and years, which differ in length.</summary>
    public int? Minutes => Unit switch
    {
        'm' => Number,
        'h' => Number * Minute.PerHour,
        'd' => Number * Minute.PerDay,
        'w' => Number * 7 * Minute.PerDay,
        _ => null,
    };

    /// <summary>The duration at a key; null if it is left out or refused.</summary>
    /// <param name="fields">The section.</param>
    /// <param name="key">Its key.</param>
    /// <param name="mayBeMinutes">Whether a bare number is one, of minutes.</param>
    public static Duration? Read(Fields fields, string key, bool mayBeMinutes = false)
    {
        if (fields.AnyText(key) is not { } text) return null;
        var match = Shorthand().Match(text);
        if (match.Success && (match.Groups["unit"].Success || mayBeMinutes))
            return new Duration(int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture), match.Groups["unit"] is { Success: true, Value: [var unit] } ? unit : 'm');
        fields.Refuse(key, $"\"{key}\" must be a duration such as 5m, 12h, 28d, 4w, 1M, 1Q or 1Y (m are minutes, M months), found {fields.Node(key)!.Found}");
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}{Unit}");

    // Five digits of weeks are still an int of minutes.
    [GeneratedRegex(@"\A(?<number>\d{1,5})(?<unit>[mhdwMQY])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shorthand();
}
