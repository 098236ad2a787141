using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>An SLO as read from its file, before the files are put together.</summary>
/// <param name="Objective">The SLO.</param>
/// <param name="SourceAt">Where it names its source, which another file may declare.</param>
/// <param name="Enforcement">What follows from its spent budget, which names what another file may declare.</param>
internal sealed record ObjectiveDraft(Objective Objective, YamlNode SourceAt, EnforcementDraft Enforcement)
{
    /// <summary>What it is made of if it is a journey, whose members another file may declare; null if it is none.</summary>
    public JourneyDraft? Journey { get; init; }
}
