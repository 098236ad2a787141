using System.Globalization;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads targets, which many people write in percent.</summary>
internal static class TargetReader
{
    /// <summary>The required target of an SLO.</summary>
    public static Target? Read(Fields fields) =>
        fields.Require("target") && fields.Number("target", NumberRange.Target, hint: Fraction) is { } fraction ? new Target(fraction) : null;

    /// <summary>The fraction that somebody meant who wrote percent: 0.999 for 99.9.</summary>
    public static string? Fraction(decimal percent) =>
        percent is > 1 and < 100 ? (percent / 100).ToString("0.############", CultureInfo.InvariantCulture) : null;
}
