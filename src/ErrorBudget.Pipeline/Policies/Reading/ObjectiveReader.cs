namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads one SLO with its SLI, rules and consequences.</summary>
internal static class ObjectiveReader
{
    /// <summary>The name of an SLO that counts successful requests and is given none.</summary>
    public const string AvailabilityName = "availability";

    private const string LatencyName = "latency";
    private const string JourneyName = "journey";

    /// <summary>The SLO; null if it is refused.</summary>
    /// <param name="fields">The service, or one of its <c>slos</c>.</param>
    /// <param name="service">The service's name.</param>
    /// <param name="name">The SLO's name; null if it has none.</param>
    /// <param name="own">What it says itself, completed by the places around it.</param>
    public static ObjectiveDraft? Read(Fields fields, string service, string? name, Inherited own)
    {
        var sliFields = fields.Section("sli", Sections.Sli);
        var journey = sliFields?.Has("journey") == true ? JourneyReader.Read(sliFields) : null;
        var sli = Sli(fields, sliFields, journey, service);
        var sloFields = fields.Require("slo") ? fields.Section("slo", Sections.Slo) : null;
        var terms = sloFields is not null ? SloReader.Read(sloFields, own.Guards) : null;
        if (sli is null || terms is null) return null;

        if (journey is not null) terms = JourneyReader.Terms(journey, sloFields!, terms);
        name ??= sli switch
        {
            JourneySli => JourneyName,
            MetricSli { Le: not null } or AppRequestsSli { WithinMs: not null } => LatencyName,
            _ => AvailabilityName,
        };
        return new ObjectiveDraft(Assemble(new SloId(service, name), sli, terms, own), sliFields?.Node("source") ?? fields.Start, own.Enforcement) { Journey = journey };
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

    /// <summary>How events are counted; a journey is given its members when all files have been read.</summary>
    private static Sli? Sli(Fields fields, Fields? sli, JourneyDraft? journey, string service)
    {
        if (sli is null) return fields.Has("sli") ? null : SliReader.Default(service);
        if (sli.Has("journey")) return journey is null ? null : new JourneySli(journey.Method, journey.Missing, []);
        return SliReader.Read(sli, service);
    }
}
