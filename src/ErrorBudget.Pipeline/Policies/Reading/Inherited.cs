using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>What an SLO takes from the places around it, its service and the defaults of its file.</summary>
internal sealed record Inherited
{
    /// <summary>Nothing.</summary>
    public static Inherited Nothing { get; } = new();

    /// <summary>Who answers for it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>What to read when it burns; null if no place names anything.</summary>
    public Uri? Runbook { get; private init; }

    /// <summary>Its burn-rate rules; null if no place names any.</summary>
    public ImmutableArray<RuleDraft>? Rules { get; init; }

    /// <summary>Its low-traffic guards.</summary>
    public LowTrafficDraft Guards { get; private init; } = LowTrafficDraft.None;

    /// <summary>What follows from a spent budget.</summary>
    public EnforcementDraft Enforcement { get; init; } = EnforcementDraft.None;

    /// <summary>The section <c>defaults</c>.</summary>
    public static Inherited Defaults(Fields policy) => policy.Section("defaults", Sections.Defaults) is { } defaults
        ? Nothing.Overlay(defaults) with { Guards = LowTrafficDraft.Read(defaults) }
        : Nothing;

    /// <summary>What a place says itself, completed by this.</summary>
    public Inherited Overlay(Fields place) => this with
    {
        Owner = place.Text("owner") ?? Owner,
        Runbook = AddressReader.Link(place, "runbook") ?? Runbook,
        Rules = BurnRatesReader.Read(place) ?? Rules,
        Enforcement = EnforcementDraft.Read(place, Enforcement),
    };
}
