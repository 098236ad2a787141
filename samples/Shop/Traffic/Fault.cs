namespace Shop.Traffic;

/// <summary>What goes wrong in a service.</summary>
/// <param name="Errors">The share of requests that fail, 0 to 1.</param>
/// <param name="Slow">The share of the remaining requests that take seconds, 0 to 1.</param>
internal readonly record struct Fault(double Errors, double Slow)
{
    public static readonly Fault None;
}
