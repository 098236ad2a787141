using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>
/// Switches a feature flag off while a service burns its budget too fast, and on again afterwards where the policy says
/// so. Every switching leaves one audit row, and everybody is told what became of the flag.
/// </summary>
/// <remarks>
/// The audit row is written after the switching, since only then it is known; an attempt is not over before it is, and the
/// queue brings it back until then. The row's number is kept with the result, so that it is written once.
/// </remarks>
public sealed class FlagRollback(
    IFlagSwitch<AppConfigurationStore> appConfiguration, IFlagSwitch<FlagWebhook> webhooks, IFlagRecords records, IAuditTrail audit, INoticeQueue notices, TimeProvider time) : IConsequence
{
    /// <summary>How the target of an errand for a flag begins; the flag's id follows.</summary>
    public const string TargetPrefix = "flag:";

    /// <summary>Who switches flags, in the audit trail.</summary>
    public const string Actor = "auto_rollback";

    private readonly FlagSwitcher _switcher = new(records, time);

    /// <inheritdoc/>
    public async Task<Receipt> RunAsync(Errand errand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errand);
        if (errand.Event is not { Kind: BudgetEventKind.RollbackDue or BudgetEventKind.RollbackOver, SloId: { } slo, Episode: { } episode })
            return Receipt.Refused($"{errand.Event.Kind} switches no flag");
        if (errand.Objective is not { FeatureFlags: { } rules }) return Receipt.Skipped($"the policy has {slo} no longer");
        var turnsOn = errand.Event.Kind == BudgetEventKind.RollbackOver;
        if (!turnsOn && !rules.AutoRollback) return Receipt.Skipped($"the policy does not switch flags of {slo} off any more (auto_rollback is off)");
        if (rules.Store is not { } name || !errand.Policy.FlagStores.TryGetValue(name, out var store))
            return Receipt.Refused($"the policy has no flag store '{rules.Store}' for {slo}");

        var order = new FlagOrder(name, errand.Target[TargetPrefix.Length..], episode, turnsOn, rules.Restore, errand.Event);
        var verdict = store switch
        {
            AppConfigurationStore configuration => await _switcher.RunAsync(appConfiguration, configuration, order, cancellationToken),
            FlagWebhook webhook => await _switcher.RunAsync(webhooks, webhook, order, cancellationToken),
            _ => FlagVerdict.Of(Receipt.Refused($"flag store '{name}' is of a kind this program does not know")),
        };
        if (verdict.Result is not { } result) return verdict.Receipt!;

        var text = FlagText.Of(order, result);
        if (result.Outcome == FlagOutcome.Switched) await audit.AppendAsync([Entry(order, slo, result, errand.Policy.Version)], cancellationToken);
        var told = Announcement(order, result, text);
        await notices.SendAsync(told.ToRecord(), cancellationToken);
        return result.Outcome == FlagOutcome.Switched ? Receipt.Delivered(text) : Receipt.Skipped(text);
    }

    private static AuditEntry Entry(FlagOrder order, SloId slo, FlagResult result, string policyVersion) =>
        new(result.AuditId, result.At, order.TurnsOn ? AuditEvent.FlagSwitchedOn : AuditEvent.FlagSwitchedOff, slo.Service, slo.Slo, Actor, policyVersion)
        {
            Flag = AuditedFlag.Of(order.Flag, order.Store, order.Episode, order.Cause.Facts),
        };

    private static BudgetEvent Announcement(FlagOrder order, FlagResult result, string text)
    {
        var (place, cause) = ($"{order.Episode}|{order.Store}|{order.Flag}", order.Cause);
        return new BudgetEvent($"{KindOf(order.TurnsOn)}|{place}", KindOf(order.TurnsOn), result.At, cause.PolicyVersion)
        {
            Service = cause.Service,
            Slo = cause.Slo,
            Episode = $"flag|{place}",
            Follows = order.TurnsOn ? $"{KindOf(turnsOn: false)}|{place}" : null,
            FollowsAt = order.TurnsOn ? cause.FollowsAt : null,
            Detail = text,
            Facts = cause.Facts,
        };
    }

    private static BudgetEventKind KindOf(bool turnsOn) => turnsOn ? BudgetEventKind.FlagsSwitchedOn : BudgetEventKind.FlagsSwitchedOff;
}
