using System.Globalization;

namespace ErrorBudget.Tests;

public sealed class BurnRateRuleTests
{
    /// <summary>SRE Workbook, chapter 5: the share of the budget spent in a window gives the multiplier.</summary>
    [Theory]
    [InlineData(30, "14.4", "6", "3", "1")]
    [InlineData(7, "3.36", "1.4", "0.7", "0.2333")]
    [InlineData(28, "13.44", "5.6", "2.8", "0.9333")]
    [InlineData(90, "43.2", "18", "9", "3")]
    public void The_table_of_multipliers_follows_from_two_five_ten_and_ten_percent(int days, params string[] expected)
    {
        var computed = new[] { (0.02m, 1), (0.05m, 6), (0.1m, 24), (0.1m, 72) }
            .Select(row => Math.Round(BurnRateRule.MultiplierFor(row.Item1, days * 1440, row.Item2 * 60), 4));
        Assert.Equal(expected.Select(text => decimal.Parse(text, CultureInfo.InvariantCulture)), computed);
    }

    [Theory]
    [InlineData(7, "10", 1, "16.8")]
    [InlineData(7, "20", 6, "5.6")]
    [InlineData(7, "40", 24, "2.8")]
    [InlineData(90, "1", 1, "21.6")]
    [InlineData(90, "3", 6, "10.8")]
    [InlineData(90, "5", 24, "4.5")]
    public void Other_shares_give_other_multipliers(int days, string percent, int hours, string expected) =>
        Assert.Equal(Decimal(expected), BurnRateRule.MultiplierFor(Decimal(percent) / 100, days * 1440, hours * 60));

    [Theory]
    [InlineData(5, null)]
    [InlineData(11, null)]
    [InlineData(12, 1)]
    [InlineData(60, 5)]
    [InlineData(360, 30)]
    [InlineData(1440, 120)]
    [InlineData(4320, 360)]
    public void The_confirmation_window_is_a_twelfth_where_that_is_a_minute_or_more(int window, int? confirm) =>
        Assert.Equal(confirm, BurnRateRule.DefaultConfirmWindow(window));

    [Fact]
    public void Without_a_confirmation_window_the_window_itself_says_still_happening()
    {
        Assert.Equal(60, Slos.Rule(60, 14.4m).ShortestMinutes);
        Assert.Equal(5, Slos.Rule(60, 14.4m, confirm: 5).ShortestMinutes);
    }

    private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
