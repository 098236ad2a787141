namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>The section <c>release_gate</c>.</summary>
/// <param name="Rules">How the gate decides.</param>
/// <param name="Zones">Where the zones lie.</param>
internal sealed record ReleaseGateDraft(GateRules Rules, ZoneThresholds Zones);
