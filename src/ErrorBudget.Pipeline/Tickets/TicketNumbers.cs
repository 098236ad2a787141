using System.Globalization;
using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>Numbers and other people's words as tickets show them.</summary>
internal static class TicketNumbers
{
    private const int LongestWords = 1000;

    /// <summary>A percentage with one digit, or as many as it takes not to read as a border that it is not on: 9.96 % is not 10.0 %.</summary>
    public static string Percent(decimal percent, decimal border = 0)
    {
        var digits = 1;
        while (digits < 28 && Math.Round(percent, digits) is var rounded && rounded != percent && (rounded == border || rounded is 0 or 100)) digits++;
        return Text($"{Math.Round(percent, digits):0.0###########################} %");
    }

    /// <summary>A setting in percent, as it was written.</summary>
    public static string Border(decimal percent) => percent.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>How many may be bad, rounded down: 99.9 do not allow a hundredth.</summary>
    public static string Allowed(decimal count) => count >= 100 ? Text($"{decimal.Floor(count):N0}") : Text($"{decimal.Floor(count * 100) / 100:0.##}");

    /// <summary>A time to the minute, UTC.</summary>
    public static string Time(DateTimeOffset at) => Text($"{at.UtcDateTime:yyyy-MM-dd HH:mm}");

    /// <summary>For example: 1,201 of 1,310,000 events in 30 d were bad and 1,310 may be.</summary>
    public static string Sums(BudgetFacts facts) =>
        Text($"{facts.Bad:N0} of {facts.Total:N0} {facts.Unit} in {Window(facts)} were bad, and {Allowed(facts.Allowed)} may be");

    /// <summary>The window in words.</summary>
    public static string Window(BudgetFacts facts) => char.IsAsciiDigit(facts.Window[0]) ? facts.Window : $"the {facts.Window}";

    /// <summary>Other people's words in one line of bounded length.</summary>
    public static string Words(string words)
    {
        var line = new string([.. words.Take(LongestWords + 1).Select(c => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? ' ' : c)]).Trim();
        return line.Length <= LongestWords ? line : string.Concat(line.AsSpan(0, LongestWords - 1), "…");
    }

    /// <summary>A text whatever the machine's culture.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
