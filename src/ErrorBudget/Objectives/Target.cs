using System.Globalization;

namespace ErrorBudget;

/// <summary>The fraction of events (or slices) that are to be good, strictly between 0 and 1. Decimal, because binary 1 − 0.999 is not 0.001.</summary>
public readonly record struct Target
{
    private readonly decimal _fraction;

    /// <summary>Creates a target.</summary>
    /// <param name="fraction">Above 0 and below 1, for example 0.999.</param>
    /// <exception cref="ArgumentOutOfRangeException">0, 1 or beyond: no budget, or nothing but budget.</exception>
    public Target(decimal fraction)
    {
        if (fraction is <= 0 or >= 1) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A target lies strictly between 0 and 1.");
        _fraction = fraction;
    }

    /// <summary>The target as a fraction, for example 0.999.</summary>
    public decimal Fraction => _fraction;

    /// <summary>The budget, 1 − target: the fraction that may be bad.</summary>
    public decimal Budget => 1 - _fraction;

    /// <summary>The highest burn rate there can be, 1 / (1 − target): every event bad.</summary>
    public decimal MaximumBurnRate => 1 / Budget;

    /// <summary>The target in percent, for example <c>99.9 %</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_fraction * 100:0.##########} %");
}
