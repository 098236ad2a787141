namespace ErrorBudget.Tests;

public sealed class TargetTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("-0.1")]
    [InlineData("99.9")]
    public void A_target_outside_0_to_1_is_refused(string fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Target(decimal.Parse(fraction, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void The_budget_of_three_nines_is_exactly_a_thousandth() => Assert.Equal(0.001m, new Target(0.999m).Budget);
}
