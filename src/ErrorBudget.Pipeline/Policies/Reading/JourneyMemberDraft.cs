namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>A member of a journey as read from its file.</summary>
/// <param name="Fields">Where it is declared.</param>
/// <param name="Service">The service.</param>
/// <param name="Slo">The SLO; null for the only one of the service.</param>
/// <param name="Weight">What one event of it counts.</param>
/// <param name="MinuteTarget">What it needs for a minute to be met; null for what it promises itself.</param>
internal sealed record JourneyMemberDraft(Fields Fields, string Service, string? Slo, int Weight, decimal? MinuteTarget);
