namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads one SLO with its SLI, rules and consequences.</summary>
internal static class ObjectiveReader
{
    /// <summary>The name of an SLO that counts successful requests and is given none.</summary>
    public const string AvailabilityName = "availability";

    private const string LatencyName = "latency";

    /// <summary>The SLO; null if it is refused.</summary>
    /// <param name="fields">The service, or one of its <c>slos</c>.</param>
    /// <param name="service">The service's name.</param>
    /// <param name="name">The SLO's name; null if it has none.</param>
    /// <param name="own">What it says itself, completed by the places around it.</param>
    public static ObjectiveDraft? Read(Fields fields, string service, string? name, Inherited own)
    {
        var sliFields = fields.Section("sli", Sections.Sli);
        var sli = sliFields is not null ? SliReader.Read(sliFields, service) : fields.Has("sli") ? null : SliReader.Default(service);
        var terms = fields.Require("slo") && fields.Section("slo", Sections.Slo) is { } slo ? SloReader.Read(slo, own.Guards) : null;
        if (sli is null || terms is null) return null;

        name ??= sli is MetricSli { Le: not null } or AppRequestsSli { WithinMs: not null } ? LatencyName : AvailabilityName;
        return new ObjectiveDraft(Assemble(new SloId(service, name), sli, terms, own), sliFields?.Node("source") ?? fields.Start, own.Enforcement);
    }

    /// <summary>An SLO from its parts. Parts that do not fit it are refused and left out.</summary>
    public static Objective Assemble(SloId id, Sli sli, SloTerms terms, Inherited own)
    {
        var enforcement = own.Enforcement;
        return new Objective
        {
            Slo = new Slo
            {
                Id = id,
                Target = terms.Target,
                Window = terms.Window,
                Slices = terms.Slices,
                Rules = own.Rules is { } drafts
                    ? [.. drafts.Select(draft => draft.For(id, terms)).OfType<BurnRateRule>().OrderBy(rule => rule.WindowMinutes)]
                    : DefaultBurnRates.For(terms),
                Zones = enforcement.Gate?.Zones ?? ZoneThresholds.Default,
                UnknownAfterMinutes = terms.UnknownAfterMinutes,
                Owner = own.Owner,
            },
            Sli = sli,
            Gate = enforcement.Gate?.Rules ?? GateRules.Default,
            FeatureFlags = enforcement.FeatureFlags?.For(id, terms.Target) ?? FeatureFlagRules.None,
            Notification = enforcement.Notification ?? NotificationRules.None,
            Runbook = own.Runbook,
        };
    }
}
