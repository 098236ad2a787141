using System.Globalization;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>
/// The texts in which a histogram's bound stands in the label <c>le</c>. Client libraries and servers differ: 1 is
/// <c>1</c> in Prometheus 2 and <c>1.0</c> in Prometheus 3 and Python, a million is <c>1e+06</c> in Go and <c>1.0E6</c> in Java.
/// </summary>
internal static class BoundSpelling
{
    /// <summary>The bound that every histogram has; its bucket counts all events.</summary>
    public const string Infinity = "+Inf";

    /// <summary>Every usual spelling of a bound.</summary>
    public static IEnumerable<string> Of(decimal bound)
    {
        var plain = bound.ToString("0.############################", CultureInfo.InvariantCulture);
        yield return plain;
        yield return plain.Contains('.', StringComparison.Ordinal) ? plain + "0" : plain + ".0";

        var scientific = bound.ToString("0.############################E+0", CultureInfo.InvariantCulture).Split('E');
        var (mantissa, exponent) = (scientific[0], int.Parse(scientific[1], CultureInfo.InvariantCulture));
        if (exponent is > -4 and < 6) yield break;
        var withPoint = mantissa.Contains('.', StringComparison.Ordinal) ? mantissa : mantissa + ".0";
        var sign = exponent < 0 ? "-" : "+";
        yield return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{sign}{Math.Abs(exponent):00}");
        yield return string.Create(CultureInfo.InvariantCulture, $"{withPoint}e{sign}{Math.Abs(exponent):00}");
        yield return string.Create(CultureInfo.InvariantCulture, $"{withPoint}E{exponent}");
    }

    /// <summary>The number a label's value stands for; null if it is none.</summary>
    public static double? Parse(string text)
    {
        if (text is Infinity or "Inf") return double.PositiveInfinity;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : null;
    }
}
