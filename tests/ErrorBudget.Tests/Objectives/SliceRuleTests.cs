namespace ErrorBudget.Tests;

public sealed class SliceRuleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(7)]
    [InlineData(45)]
    [InlineData(61)]
    [InlineData(120)]
    public void A_slice_that_would_straddle_an_hour_is_refused(int minutes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SliceRule(minutes, 0.9m));

    [Fact]
    public void A_slice_target_is_above_0_and_at_most_1()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SliceRule(5, 0m));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SliceRule(5, 1.0001m));
        Assert.Equal(1m, new SliceRule(5, 1m).Target);
    }

    [Theory]
    [InlineData(1, 1000, false)] // exactly at the target: met
    [InlineData(2, 1000, true)]
    [InlineData(0, 0, false)] // an empty slice is good
    [InlineData(1, 1, true)]
    [InlineData(1, 999, true)]
    public void A_slice_is_bad_below_its_target_and_good_at_it(long bad, long total, bool isBad) =>
        Assert.Equal(isBad, new SliceRule(5, 0.999m).IsBad(new Tally(bad, total, 5, 0)));

    [Fact]
    public void A_slice_target_of_1_makes_one_bad_event_a_bad_slice() =>
        Assert.True(new SliceRule(1, 1m).IsBad(new Tally(1, 1_000_000_000, 1, 0)));

    [Theory]
    [InlineData(5, 0, true)]
    [InlineData(5, 1, false)]
    [InlineData(5, 10, true)]
    [InlineData(5, -5, true)]
    [InlineData(60, 30, false)]
    public void Slices_are_aligned_to_the_hour(int minutes, int index, bool ends) =>
        Assert.Equal(ends, new SliceRule(minutes, 0.9m).EndsAt(new Minute(index)));

    [Theory]
    [InlineData(5, 5)]
    [InlineData(6, 10)]
    [InlineData(1, 5)]
    [InlineData(60, 60)]
    public void A_length_of_time_is_rounded_up_to_whole_slices(int minutes, int rounded) =>
        Assert.Equal(rounded, new SliceRule(5, 0.9m).RoundUp(minutes));
}
