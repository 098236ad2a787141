using System.Globalization;

namespace ErrorBudget.Cli.Output;

/// <summary>Numbers in tables, the same in every country.</summary>
internal static class Numbers
{
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static string Count(long? count) => count is { } number ? Text($"{number:N0}") : "unknown";

    public static string Percent(decimal? fraction, ZoneThresholds zones) => fraction is { } known ? $"{Figures.Percent(known * 100, zones)} %" : "unknown";
}
