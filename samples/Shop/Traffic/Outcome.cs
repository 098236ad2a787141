namespace Shop.Traffic;

/// <summary>How a request ended, as the metrics tell requests apart.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Seconds">How long it took; null where a service does not measure it.</param>
internal sealed record Outcome(string Code, double? Seconds);
