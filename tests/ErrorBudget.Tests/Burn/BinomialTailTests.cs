using CsCheck;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace ErrorBudget.Tests;

public sealed class BinomialTailTests
{
    [Fact]
    public void It_is_what_adding_up_the_probabilities_gives() =>
        (from n in Gen.Int[1, 60]
         from k in Gen.Int[0, n + 1]
         from p in Gen.Double[0.0001, 0.9999]
         select (n, k, p)).Sample(test =>
         {
             var expected = Enumerable.Range(0, test.n + 1).Where(i => i >= test.k).Sum(i => Binomial.PMF(test.p, test.n, i));
             AssertClose(expected, BinomialTail.AtLeast(test.k, test.n, test.p), 1e-9);
         }, iter: 1000);

    [Fact]
    public void It_is_the_incomplete_beta_function_also_for_many_trials_and_rare_failures() =>
        (from exponent in Gen.Double[0, 9]
         from rarity in Gen.Double[0.3, 9]
         from times in Gen.Double[1, 20]
         let n = (long)Math.Pow(10, exponent)
         let p = Math.Pow(10, -rarity)
         select (n, p, k: Math.Clamp((long)Math.Ceiling(times * p * n), 1, n))).Sample(test =>
         {
             var expected = SpecialFunctions.BetaRegularized(test.k, test.n - test.k + 1d, test.p);
             if (expected < 1e-250) return;
             AssertClose(expected, BinomialTail.AtLeast(test.k, test.n, test.p), test.n <= 1_000_000 ? 1e-8 : 1e-4);
         }, iter: 1000);

    [Theory]
    [InlineData(1_000_000_000, 0.001, 1_000_000)] // at the mean
    [InlineData(1_000_000_000, 0.5, 500_000_000)]
    [InlineData(10_000_000_000, 0.0001, 1_000_000)]
    public void At_the_mean_of_very_many_trials_it_is_about_a_half(long n, double p, long k) =>
        Assert.Equal(0.5, BinomialTail.AtLeast(k, n, p), 0.001);

    [Theory]
    [InlineData(0, 10, 1)]
    [InlineData(-1, 10, 1)]
    [InlineData(11, 10, 0)]
    [InlineData(0, 0, 1)]
    public void The_ends_are_certain(long k, long n, double expected) => Assert.Equal(expected, BinomialTail.AtLeast(k, n, 0.001));

    [Fact]
    public void All_of_n_is_the_nth_power()
    {
        AssertClose(1e-6, BinomialTail.AtLeast(2, 2, 0.001), 1e-10);
        AssertClose(0.001, BinomialTail.AtLeast(1, 1, 0.001), 1e-10);
        AssertClose(1 - Math.Pow(0.999, 50), BinomialTail.AtLeast(1, 50, 0.001), 1e-10);
    }

    [Fact]
    public void More_failures_are_never_more_likely() =>
        (from n in Gen.Long[1, 5_000]
         from k in Gen.Long[0, n]
         from p in Gen.Double[0.0001, 0.5]
         select (n, k, p)).Sample(test =>
         {
             var (fewer, more) = (BinomialTail.AtLeast(test.k, test.n, test.p), BinomialTail.AtLeast(test.k + 1, test.n, test.p));
             Assert.InRange(fewer, 0, 1 + 1e-9);
             Assert.True(more <= fewer + 1e-12, $"{test}: {fewer} then {more}");
         });

    private static void AssertClose(double expected, double actual, double relative) =>
        Assert.True(Math.Abs(actual - expected) <= (relative * Math.Abs(expected)) + 1e-300, $"expected {expected:R}, was {actual:R}");
}
