using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>A service as read from its file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">Where it is declared.</param>
/// <param name="Objectives">Its SLOs as far as they could be read.</param>
internal sealed record ServiceDraft(string Name, YamlNode At, ImmutableArray<ObjectiveDraft> Objectives)
{
    /// <summary>Whether other such declarations add SLOs to the same service, as those of OpenSLO do.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether another declaration may stand beside this one.</summary>
    public bool Admits(ServiceDraft other) => IsShared && other.IsShared && Name == other.Name;
}
