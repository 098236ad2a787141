using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads the section <c>journey</c> of an SLI.</summary>
internal static class JourneyReader
{
    private const int MaximumMembers = 100;
    private const int MaximumWeight = 1_000;

    private static readonly (string, JourneyMethod)[] Methods = [("weighted_sum", JourneyMethod.WeightedSum), ("all_met", JourneyMethod.AllMet)];
    private static readonly (string, MissingMember)[] Rules = [("unknown", MissingMember.Unknown), ("ignore", MissingMember.Ignore)];

    /// <summary>The journey; null if it is refused.</summary>
    /// <param name="sli">The section <c>sli</c>, which has one.</param>
    public static JourneyDraft? Read(Fields sli)
    {
        sli.RefuseAny(Sections.Sli.Keys.Remove("journey"), "has no effect beside \"journey\", whose members say how they are counted");
        if (sli.Section("journey", Sections.Journey) is not { } fields) return null;
        var method = fields.Require("method") ? fields.Choice("method", Methods) : null;
        var missing = fields.Has("missing") ? fields.Choice("missing", Rules) : MissingMember.Unknown;
        var items = fields.Require("members") ? fields.List("members", 1, MaximumMembers)?.Items : null;
        if (items is null) return null;

        var members = items.Value.Select(item => Member(fields.File, item, method)).ToImmutableArray();
        return method is null || missing is null || members.Contains(null) ? null : new JourneyDraft(method.Value, missing.Value, members!);
    }

    /// <summary>How the budget of a journey is counted: one of <see cref="JourneyMethod.AllMet"/> counts minutes, which are slices.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="slo">The section <c>slo</c>.</param>
    /// <param name="terms">What that says.</param>
    public static SloTerms Terms(JourneyDraft journey, Fields slo, SloTerms terms)
    {
        if (journey.Method != JourneyMethod.AllMet || terms.Slices is not null) return terms;
        if (slo.Has("budgeting")) slo.Refuse("budgeting", "\"budgeting\" of a journey whose method is all_met must be timeslices (or left out): what it counts are minutes");
        return terms with { Slices = new SliceRule(1, 1) };
    }

    private static JourneyMemberDraft? Member(FileReading file, YamlNode item, JourneyMethod? method)
    {
        if (file.Fields(item, "members", Sections.JourneyMember) is not { } fields) return null;
        var service = fields.Require("service") ? Names.Read(file, fields.Node("service")!, "service") : null;
        var slo = fields.Node("slo") is { } node ? Names.Read(file, node, "slo") : null;
        var weight = fields.Has("weight") ? fields.Whole("weight", 1, MaximumWeight) : 1;
        var target = fields.Number("minute_target", NumberRange.Probability, hint: TargetReader.Fraction);
        if (method == JourneyMethod.AllMet) fields.RefuseAny(["weight"], "is for the method weighted_sum; where all must be met, none weighs more");
        if (method == JourneyMethod.WeightedSum) fields.RefuseAny(["minute_target"], "is for the method all_met; a weighted sum judges no minutes");
        return service is null || (fields.Has("slo") && slo is null) || weight is null ? null : new JourneyMemberDraft(fields, service, slo, weight.Value, target);
    }
}
