using System.Globalization;

namespace ErrorBudget.Tests;

public sealed class TargetTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("-0.1")]
    [InlineData("1.0000000001")]
    [InlineData("99.9")]
    public void A_target_outside_0_to_1_is_refused(string fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Target(Decimal(fraction)));

    [Theory]
    [InlineData("0.999", "0.001")]
    [InlineData("0.9995", "0.0005")]
    [InlineData("0.99999", "0.00001")]
    [InlineData("0.0000000001", "0.9999999999")]
    [InlineData("0.9999999999999999999999999999", "0.0000000000000000000000000001")]
    public void The_budget_is_exact(string target, string budget) => Assert.Equal(Decimal(budget), new Target(Decimal(target)).Budget);

    [Theory]
    [InlineData("0.5", "2")]
    [InlineData("0.9", "10")]
    [InlineData("0.95", "20")]
    [InlineData("0.99", "100")]
    [InlineData("0.999", "1000")]
    public void The_highest_burn_rate_is_one_over_the_budget(string target, string burn) =>
        Assert.Equal(Decimal(burn), new Target(Decimal(target)).MaximumBurnRate);

    [Theory]
    [InlineData("0.9306", "14.4", true)]
    [InlineData("0.93", "14.4", false)]
    [InlineData("0.8334", "6", true)]
    [InlineData("0.8333", "6", false)]
    public void Whether_a_multiplier_can_ever_fire_follows_from_the_target(string target, string multiplier, bool can) =>
        Assert.Equal(can, Decimal(multiplier) <= new Target(Decimal(target)).MaximumBurnRate);

    [Theory]
    [InlineData("0.999", "99.9 %")]
    [InlineData("0.5", "50 %")]
    [InlineData("0.99995", "99.995 %")]
    [InlineData("0.999000", "99.9 %")]
    public void A_target_reads_as_a_percentage(string target, string text) => Assert.Equal(text, new Target(Decimal(target)).ToString());

    private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
