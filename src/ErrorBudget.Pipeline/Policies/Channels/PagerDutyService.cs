namespace ErrorBudget.Pipeline.Policies;

/// <summary>A PagerDuty service, through Events API v2.</summary>
/// <param name="RoutingKey">The integration key.</param>
/// <param name="Api">The API's base address; <c>v2/enqueue</c> is appended. The EU region has another.</param>
public sealed record PagerDutyService(Secret RoutingKey, Uri Api) : Channel;
