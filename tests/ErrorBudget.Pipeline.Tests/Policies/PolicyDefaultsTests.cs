namespace ErrorBudget.Pipeline.Tests.Policies;

public sealed class PolicyDefaultsTests
{
    [Theory]
    [InlineData("target: 0.999, window_days: 30", "fast 60/5 14.4, slow 360/30 6, critical 1440/120 3")]
    [InlineData("target: 0.999, window_days: 28", "fast 60/5 13.44, slow 360/30 5.6, critical 1440/120 2.8")]
    [InlineData("target: 0.999, window_days: 7", "fast 60/5 16.8, slow 360/30 5.6, critical 1440/120 2.8")]
    [InlineData("target: 0.999, window: week", "fast 60/5 16.8, slow 360/30 5.6, critical 1440/120 2.8")]
    [InlineData("target: 0.999, window: month", "fast 60/5 14.88, slow 360/30 6.2, critical 1440/120 3.1")]
    [InlineData("target: 0.99, window_days: 90", "fast 60/5 43.2, slow 360/30 18, critical 1440/120 9")]
    [InlineData("target: 0.95, window_days: 90", "slow 360/30 18, critical 1440/120 9")]
    [InlineData("target: 0.9, window_days: 30", "slow 360/30 6, critical 1440/120 3")]
    [InlineData("target: 0.999, window_days: 1", "fast 60/5 2.4")]
    [InlineData("target: 0.999, window_days: 30, budgeting: timeslices, slice_minutes: 60, slice_target: 0.99", "fast 60/- 14.4, slow 360/60 6, critical 1440/120 3")]
    [InlineData("target: 0.999, window_days: 30, budgeting: timeslices, slice_target: 0.99", "fast 60/5 14.4, slow 360/30 6, critical 1440/120 3")]
    public void Rules_that_are_left_out_are_computed_from_the_window(string slo, string rules) =>
        Assert.Equal(rules, string.Join(", ", PolicyTexts.Objective(PolicyTexts.Service(slo)).Slo.Rules.Select(Shown)));

    [Theory]
    [InlineData("window_minutes: 11, multiplier: 2", null)]
    [InlineData("window_minutes: 12, multiplier: 2", 1)]
    [InlineData("window_minutes: 59, multiplier: 2", 4)]
    [InlineData("window_minutes: 60, multiplier: 2, confirm_window_minutes: 0", null)]
    [InlineData("window_minutes: 60, multiplier: 2, confirm_window_minutes: none", null)]
    [InlineData("window_minutes: 60, multiplier: 2, confirm_window_minutes: 59", 59)]
    public void A_confirmation_window_that_is_left_out_is_a_twelfth_of_the_window(string rule, int? confirm)
    {
        var objective = PolicyTexts.Objective(PolicyTexts.Service(rest: $"burn_rates: {{ fast: {{ {rule} }} }}"));

        Assert.Equal(confirm, Assert.Single(objective.Slo.Rules).ConfirmWindowMinutes);
    }

    [Fact]
    public void Rules_are_ordered_by_their_windows()
    {
        var objective = PolicyTexts.Objective(PolicyTexts.Service(rest:
            "burn_rates: { slow: {window_minutes: 360, multiplier: 6}, other: {window_minutes: 30, multiplier: 20, severity: slow}, fast: {window_minutes: 60, multiplier: 14} }"));

        Assert.Equal(["other", "fast", "slow"], objective.Slo.Rules.Select(rule => rule.Name));
    }

    [Fact]
    public void Low_traffic_guards_are_taken_key_by_key_from_the_innermost_place()
    {
        var objective = PolicyTexts.Objective(PolicyTexts.Service(
            slo: "target: 0.999, window_days: 30, low_traffic: {minimum_total: 7}",
            rest: "burn_rates: { fast: {window_minutes: 60, multiplier: 14, low_traffic: {significance: 0.5}} }",
            top: "defaults: { low_traffic: {minimum_bad: 9, minimum_total: 8, significance: 0.1} }"));

        Assert.Equal(new LowTrafficGuards(9, 7, 0.5m), Assert.Single(objective.Slo.Rules).Guards);
    }

    [Fact]
    public void A_histogram_is_named_latency_and_anything_else_availability()
    {
        Assert.Equal("latency", PolicyTexts.Objective(PolicyTexts.Service(sli: "metric: x_bucket, le: 1")).Slo.Id.Slo);
        Assert.Equal("availability", PolicyTexts.Objective(PolicyTexts.Service(sli: "metric: x_total")).Slo.Id.Slo);
        Assert.Equal("availability", PolicyTexts.Objective(PolicyTexts.Service(sli: "good: 'g[{{window}}]', total: 't[{{window}}]'")).Slo.Id.Slo);
    }

    [Theory]
    [InlineData("window_days: 30", 100)]
    [InlineData("window_days: 99", 100)]
    [InlineData("window_days: 100", 101)]
    [InlineData("window: year", 367)]
    public void Counts_are_kept_for_100_days_or_the_longest_window_and_a_day(string window, int days) =>
        Assert.Equal(days, PolicyTexts.Policy(PolicyTexts.Service($"target: 0.999, {window}")).RetentionDays);

    [Theory]
    [InlineData("", 400)]
    [InlineData("audit_retention_days: 30", 30)]
    [InlineData("audit_retention_days: 3660", 3660)]
    public void Audit_rows_are_kept_for_400_days_or_as_declared(string top, int days) =>
        Assert.Equal(days, PolicyTexts.Policy(PolicyTexts.Service(top: top)).AuditRetentionDays);

    [Theory]
    [InlineData("29")]
    [InlineData("3661")]
    [InlineData("a year")]
    public void Audit_rows_that_were_kept_too_short_or_too_long_are_refused(string days) =>
        Assert.StartsWith("\"audit_retention_days\" must be ", Assert.Single(PolicyTexts.Read(PolicyTexts.Service(top: $"audit_retention_days: {days}")).Problems).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", 80, 50, 20, Zone.Freeze, OnUnknown.SignOff)]
    [InlineData("threshold_pct: 20, action: block", 80, 50, 20, Zone.Freeze, OnUnknown.SignOff)]
    [InlineData("threshold_pct: 60", 80, 60, 60, Zone.Freeze, OnUnknown.SignOff)]
    [InlineData("threshold_pct: 90", 90, 90, 90, Zone.Freeze, OnUnknown.SignOff)]
    [InlineData("threshold_pct: 0", 80, 50, 0, Zone.Freeze, OnUnknown.SignOff)]
    [InlineData("threshold_pct: 10, action: sign-off", 80, 10, 10, Zone.SignOff, OnUnknown.SignOff)]
    [InlineData("threshold_pct: 30, action: sign-off", 80, 30, 20, Zone.SignOff, OnUnknown.SignOff)]
    [InlineData("threshold_pct: 30, action: monitor", 30, 30, 20, Zone.Monitor, OnUnknown.Allow)]
    [InlineData("threshold_pct: 30, action: none", 80, 50, 30, Zone.Standard, OnUnknown.Allow)]
    [InlineData("action: monitor, on_unknown: block", 80, 50, 20, Zone.Monitor, OnUnknown.Block)]
    [InlineData("zones: {standard_above_pct: 40}", 40, 40, 20, Zone.Freeze, OnUnknown.SignOff)]
    [InlineData("zones: {monitor_from_pct: 10}", 80, 10, 10, Zone.Freeze, OnUnknown.SignOff)]
    public void The_threshold_begins_the_action_and_the_other_borders_make_room(
        string gate, int standard, int monitor, int signOff, Zone strictest, OnUnknown onUnknown)
    {
        var objective = PolicyTexts.Objective(PolicyTexts.Service(rest: $"enforcement: {{ release_gate: {{ {gate} }} }}"));

        var zones = new ZoneThresholds { StandardAbovePct = standard, MonitorFromPct = monitor, SignOffFromPct = signOff, Strictest = strictest };
        Assert.Equal((zones, onUnknown), (objective.Slo.Zones, objective.Gate.OnUnknown));
    }

    [Fact]
    public void A_flag_rollback_without_threshold_uses_10_or_the_highest_burn_rate_there_is()
    {
        const string Flag = "enforcement: { feature_flag: {auto_rollback: true} }";
        Assert.Equal(10, PolicyTexts.Objective(PolicyTexts.Service(rest: Flag)).FeatureFlags.BurnThreshold);
        Assert.Equal(5, PolicyTexts.Objective(PolicyTexts.Service("target: 0.8, window_days: 30", rest: Flag)).FeatureFlags.BurnThreshold);
    }

    [Fact]
    public void Parts_of_enforcement_come_from_the_innermost_place_that_has_them()
    {
        var policy = PolicyTexts.Policy("""
            policy:
              version: "2.0"
              defaults:
                enforcement:
                  release_gate: { dry_run: true }
                  notification: { channels: ["slack:#all"] }
              services:
                - name: a
                  slo: { target: 0.99, window_days: 30 }
                - name: b
                  enforcement: { release_gate: { approval_override: true } }
                  slos:
                    - name: one
                      slo: { target: 0.99, window_days: 30 }
                    - name: two
                      slo: { target: 0.99, window_days: 30 }
                      enforcement: { notification: { channels: ["teams:two"] } }
            """);

        Assert.Equal([true, false, false], policy.Objectives.Select(objective => objective.Gate.DryRun));
        Assert.Equal([false, true, true], policy.Objectives.Select(objective => objective.Gate.ApprovalOverride));
        Assert.Equal(["slack:#all", "slack:#all", "teams:two"], policy.Objectives.Select(objective => Assert.Single(objective.Notification.Channels)));
    }

    [Fact]
    public void The_version_names_exactly_the_text()
    {
        var text = PolicyTexts.Service();
        Assert.Equal(PolicyTexts.Policy(text).Version, PolicyTexts.Policy(text).Version);
        Assert.NotEqual(PolicyTexts.Policy(text).Version, PolicyTexts.Policy(text + "# changed").Version);
    }

    private static string Shown(BurnRateRule rule) =>
        FormattableString.Invariant($"{rule.Name} {rule.WindowMinutes}/{rule.ConfirmWindowMinutes?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {rule.Multiplier:0.####}");
}
