using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads burn-rate rules: <c>burn_rates</c>, and <c>alerts</c> of the older format.</summary>
internal static class BurnRatesReader
{
    private const string SimpleSuffix = "_burn";
    private const int MaximumRules = 20;
    private const int LongestWindow = SloWindow.MaximumDays * Minute.PerDay;

    private static readonly (string Name, BurnSeverity Value)[] Severities =
        [("fast", BurnSeverity.Fast), ("slow", BurnSeverity.Slow), ("critical", BurnSeverity.Critical)];

    /// <summary>The rules of <c>burn_rates</c>; null if it is left out or no mapping, empty if there are to be none.</summary>
    public static ImmutableArray<RuleDraft>? Read(Fields parent)
    {
        if (parent.Map("burn_rates", "the names of rules, each with window_minutes and multiplier") is not { } map) return null;
        if (map.Entries.Length > MaximumRules)
        {
            parent.Refuse("burn_rates", FormattableString.Invariant($"\"burn_rates\" has {map.Entries.Length} rules; at most {MaximumRules} are allowed"));
            return null;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var rules = ImmutableArray.CreateBuilder<RuleDraft>();
        foreach (var (key, value) in map.Entries)
        {
            if (!names.Add(key.Text)) parent.File.Problems.Add(key, $"the rule {key.Found} stands twice; names that differ only in case are the same");
            var isNamed = Names.Check(parent.File, key, "the rule's name", key.Text);
            if (parent.File.Fields(value, key.Text, Sections.BurnRate) is not { } fields) continue;
            if (Rule(key, fields) is { } rule && isNamed) rules.Add(rule);
        }

        return rules.ToImmutable();
    }

    /// <summary>The rules of <c>alerts</c>; null if it is left out.</summary>
    public static ImmutableArray<RuleDraft>? ReadSimple(Fields service)
    {
        if (service.Section("alerts", Sections.SimpleAlerts) is not { } alerts) return null;
        var rules = ImmutableArray.CreateBuilder<RuleDraft>();
        foreach (var severity in Severities)
        {
            if (alerts.Section(severity.Name + SimpleSuffix, Sections.SimpleAlert) is { } fields && Draft(severity.Name, severity.Value, fields, "threshold") is { } rule)
                rules.Add(rule);
        }

        return rules.ToImmutable();
    }

    private static RuleDraft? Rule(YamlScalar key, Fields fields)
    {
        var severity = fields.Choice("severity", Severities) ?? Severities.Where(known => known.Name == key.Text).Select(known => (BurnSeverity?)known.Value).SingleOrDefault();
        if (severity is null && !fields.Has("severity"))
            fields.File.Problems.Add(key, $"the rule {key.Found} needs \"severity: fast\", \"slow\" or \"critical\"; only rules of these names have one by themselves");
        var draft = Draft(key.Text, severity ?? default, fields, "multiplier");
        var hold = fields.Whole("hold_minutes", 0, Minute.PerDay);
        var guards = LowTrafficDraft.Read(fields);
        return severity is null || draft is null ? null : draft with { HoldMinutes = hold, Guards = guards };
    }

    private static RuleDraft? Draft(string name, BurnSeverity severity, Fields fields, string multiplierKey)
    {
        var window = fields.Require("window_minutes") ? fields.Whole("window_minutes", 1, LongestWindow) : null;
        var multiplier = fields.Require(multiplierKey) ? fields.Number(multiplierKey, NumberRange.Any) : null;
        if (multiplier < 1)
            fields.Refuse(multiplierKey, FormattableString.Invariant($"\"{multiplierKey}\" {multiplier} would fire while the service is on budget: a burn rate of 1 just spends it; at least 1 is allowed"));
        var confirm = Confirm(fields, window);
        return window is null || multiplier is null or < 1 || confirm is null
            ? null
            : new RuleDraft
            {
                Fields = fields,
                MultiplierKey = multiplierKey,
                Name = name,
                Severity = severity,
                WindowMinutes = window.Value,
                Multiplier = multiplier.Value,
                Confirm = confirm.Value,
            };
    }

    private static ConfirmWindow? Confirm(Fields fields, int? window)
    {
        const string key = "confirm_window_minutes";
        if (fields.Node(key) is not { } node) return default(ConfirmWindow);
        if (node is YamlScalar { IsQuoted: false, Text: "none" }) return new ConfirmWindow(IsDeclared: true, null);
        if (fields.Whole(key, 0, LongestWindow) is not { } minutes) return null;
        if (minutes >= window)
        {
            fields.Refuse(key, FormattableString.Invariant($"\"{key}\" {minutes} must be shorter than the window of {window} minutes; none (or 0) is allowed"));
            return null;
        }

        return new ConfirmWindow(IsDeclared: true, minutes == 0 ? null : minutes);
    }
}
