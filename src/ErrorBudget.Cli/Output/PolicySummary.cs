using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Cli.Output;

/// <summary>What a policy puts in force.</summary>
internal static class PolicySummary
{
    public static void Print(Policy policy, Terminal terminal)
    {
        var services = policy.Objectives.Select(objective => objective.Slo.Id.Service).Distinct().Count();
        var rules = policy.Objectives.Sum(objective => objective.Slo.Rules.Length);
        terminal.Out.WriteLine(Numbers.Text($"Policy {policy.Version}: {Of(services, "service")}, {Of(policy.Objectives.Length, "SLO")}, {Of(rules, "burn-rate rule")}, {Of(policy.Channels.Count, "channel")}."));
        var table = Columns.Of("SERVICE", "SLO", "OWNER", "TARGET", "WINDOW", "~BURN-RATE RULES", "~CHANNELS");
        foreach (var objective in policy.Objectives)
        {
            var slo = objective.Slo;
            table.Add(
                slo.Id.Service, slo.Id.Slo, slo.Owner, slo.Target.ToString(), slo.Window.ToString(),
                string.Join(", ", slo.Rules.Select(Name)),
                string.Join(", ", objective.Notification.Channels));
        }

        table.Print(terminal);
    }

    /// <summary>For example <c>fast 14.4x/1 h+5 min</c>.</summary>
    private static string Name(BurnRateRule rule)
    {
        var confirm = rule.ConfirmWindowMinutes is { } minutes ? $"+{Figures.Duration(minutes)}" : "";
        return $"{rule.Name} {Figures.Exact(rule.Multiplier)}x/{Figures.Duration(rule.WindowMinutes)}{confirm}";
    }

    private static string Of(int count, string what) => Numbers.Text($"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
