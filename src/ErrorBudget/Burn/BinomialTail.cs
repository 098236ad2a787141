namespace ErrorBudget;

/// <summary>How likely at least so many failures are by chance.</summary>
internal static class BinomialTail
{
    private const int MaximumTerms = 100_000;

    /// <summary>
    /// P(X ≥ k) for X binomial with n trials of probability p, which is the regularized incomplete beta function
    /// I_p(k, n − k + 1) (NIST DLMF 8.17.5), from its continued fraction (DLMF 8.17.22) by the modified Lentz method.
    /// </summary>
    /// <param name="k">Failures, 0 to <paramref name="n"/>.</param>
    /// <param name="n">Trials.</param>
    /// <param name="p">The probability of a failure, above 0 and below 1.</param>
    /// <returns>A probability, relatively exact to 1e-10 up to a million trials and to 1e-4 up to ten billion.</returns>
    public static double AtLeast(long k, long n, double p)
    {
        if (k <= 0) return 1;
        if (k > n) return 0;
        double a = k, b = n - k + 1d;
        var front = Math.Exp((a * Math.Log(p)) + (b * Math.Log(1 - p)) - LogBeta(a, b));

        // The fraction converges fast below this point and its mirror image fast above.
        return p < (a + 1) / (a + b + 2)
            ? front * Fraction(p, a, b) / a
            : 1 - (front * Fraction(1 - p, b, a) / b);
    }

    private static double Fraction(double x, double a, double b)
    {
        const double tiny = 1e-300;
        var d = 1 / Nonzero(1 - ((a + b) * x / (a + 1)));
        var (c, result) = (1d, d);
        for (var m = 1; m <= MaximumTerms; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Nonzero(1 + (even * d));
            c = Nonzero(1 + (even / c));
            result *= d * c;

            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Nonzero(1 + (odd * d));
            c = Nonzero(1 + (odd / c));
            var step = d * c;
            result *= step;
            if (Math.Abs(step - 1) < 1e-14) break;
        }

        return result;

        static double Nonzero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    private static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    /// <summary>ln Γ(x) for x ≥ 1 by Stirling's series (DLMF 5.11.1), small arguments raised by Γ(x + 1) = x Γ(x) first.</summary>
    private static double LogGamma(double x)
    {
        var shift = 0d;
        for (; x < 12; x++) shift -= Math.Log(x);
        var square = 1 / (x * x);
        var series = (1 / x) * ((1 / 12d) - (square * ((1 / 360d) - (square * ((1 / 1260d) - (square / 1680))))));
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series;
    }
}
