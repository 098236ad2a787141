using System.Globalization;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Which numbers are allowed.</summary>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The greatest.</param>
/// <param name="ExcludesMinimum">Whether the smallest itself is not allowed.</param>
/// <param name="ExcludesMaximum">Whether the greatest itself is not allowed.</param>
internal sealed record NumberRange(decimal Minimum, decimal Maximum, bool ExcludesMinimum = false, bool ExcludesMaximum = false)
{
    /// <summary>Any number.</summary>
    public static NumberRange Any { get; } = new(decimal.MinValue, decimal.MaxValue);

    /// <summary>Strictly between 0 and 1.</summary>
    public static NumberRange Target { get; } = new(0, 1, ExcludesMinimum: true, ExcludesMaximum: true);

    /// <summary>Above 0, at most 1.</summary>
    public static NumberRange Probability { get; } = new(0, 1, ExcludesMinimum: true);

    /// <summary>0 to 100.</summary>
    public static NumberRange Percent { get; } = new(0, 100);

    /// <summary>Whether a number is allowed.</summary>
    public bool Holds(decimal number) =>
        (ExcludesMinimum ? number > Minimum : number >= Minimum) && (ExcludesMaximum ? number < Maximum : number <= Maximum);

    /// <summary>For example <c>a number above 0 and below 1</c> or <c>a number from 1 to 400</c>.</summary>
    public override string ToString()
    {
        if (Equals(Any)) return "a number";
        return !ExcludesMinimum && !ExcludesMaximum
            ? Text($"a number from {Minimum:0.##} to {Maximum:0.##}")
            : Text($"a number {(ExcludesMinimum ? "above" : "of at least")} {Minimum:0.##} and {(ExcludesMaximum ? "below" : "at most")} {Maximum:0.##}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
