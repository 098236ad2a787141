namespace Shop.Live;

/// <summary>A fault as the shop shows it: the shares of requests that fail and of those that are slow, 0 to 1, and when it ends.</summary>
internal sealed record InjectedFault(string Service, double Errors, double Slow, DateTimeOffset Until);
