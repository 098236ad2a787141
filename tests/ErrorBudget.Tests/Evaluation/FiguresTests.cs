namespace ErrorBudget.Tests;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(14.904, 14.4, "14.9")]
    [InlineData(14.4, 14.4, "14.4")]
    [InlineData(9.99996, 10, "9.99996")]
    [InlineData(3, 3, "3.0")]
    [InlineData(0.126, 10, "0.13")]
    public void A_burn_never_reads_as_a_limit_it_is_not_on(double burn, double limit, string text) =>
        Assert.Equal(text, Figures.Burn((decimal)burn, (decimal)limit));

    [Theory]
    [InlineData(59, "59 min")]
    [InlineData(60, "1 h")]
    [InlineData(263, "4 h 23 min")]
    [InlineData(2880, "2 d")]
    [InlineData(3_000_000_000L, "2083333 d 8 h")]
    public void A_length_of_time_reads_in_its_two_greatest_units(long minutes, string text) => Assert.Equal(text, Figures.Duration(minutes));
}
