using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>
/// Switches a flag once for an episode, whatever happens in between. What is to be done is stored before the store of
/// flags is called, and what became of it after; who finds the former without the latter looks at the flag. A person's
/// change is never overwritten: a flag that is changed between our reading and our writing is left alone, and so is one
/// that a person switched on again in the same episode.
/// </summary>
internal sealed class FlagSwitcher(IFlagRecords records, TimeProvider time)
{
    /// <summary>How long to wait when another attempt was faster.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    /// <exception cref="StorageException">The records cannot be reached.</exception>
    public async Task<FlagVerdict> RunAsync<TStore>(IFlagSwitch<TStore> flags, TStore store, FlagOrder order, CancellationToken cancellationToken)
        where TStore : FlagStore
    {
        var record = await records.FindAsync(order.Store, order.Flag, cancellationToken) ?? new FlagRecord(order.Store, order.Flag);
        if (record.Intent is { } begun && begun.LeaseUntil - time.GetUtcNow() is var lease && lease > TimeSpan.Zero)
            return FlagVerdict.Of(Receipt.Unavailable($"another attempt is switching {order.Flag}", lease));

        var episode = record.Episode(order.Episode);
        if (episode.Result(order.TurnsOn) is { } known) return FlagVerdict.Of(known);
        if (order.TurnsOn && !order.MayRestore)
        {
            // From here on the flag is a person's, whatever other episodes there are.
            return await EndAsync(record with { LeftVersion = null }, order, $"{order.Flag} is not switched on without a person (restore is off)", cancellationToken);
        }

        var read = await flags.ReadAsync(store, order.Flag, cancellationToken);
        if (read.State is not { } state) return FlagVerdict.Of(read.Failure!);
        var settled = record.Settle(state, time.GetUtcNow());
        if (settled.Episode(order.Episode).Result(order.TurnsOn) is { } found) return await KeepAsync(settled, found, cancellationToken);
        return order.TurnsOn
            ? await TurnOnAsync(flags, store, order, settled, state, cancellationToken)
            : await TurnOffAsync(flags, store, order, settled, state, cancellationToken);
    }

    private async Task<FlagVerdict> TurnOffAsync<TStore>(
        IFlagSwitch<TStore> flags, TStore store, FlagOrder order, FlagRecord record, FlagState state, CancellationToken cancellationToken)
        where TStore : FlagStore
    {
        if (record.Episode(order.Episode).IsOver)
            return await EndAsync(record with { Intent = null }, order, $"the burn was over before {order.Flag} could be switched off", cancellationToken);

        // Of a store that cannot be asked the record tells.
        var isOff = state.IsOn is { } isOn ? !isOn : record.LeftVersion is not null;
        var stillOurs = record.LeftVersion == state.Version ? record.LeftVersion : null;
        return isOff
            ? await KeepAsync(record, order, FlagOutcome.WasSoAlready, stillOurs, cancellationToken)
            : await SwitchAsync(flags, store, order, record, state, cancellationToken);
    }

    private async Task<FlagVerdict> TurnOnAsync<TStore>(
        IFlagSwitch<TStore> flags, TStore store, FlagOrder order, FlagRecord record, FlagState state, CancellationToken cancellationToken)
        where TStore : FlagStore
    {
        var wasUs = record.Episode(order.Episode).Off?.Outcome == FlagOutcome.Switched;
        if (record.LeftVersion is null && !wasUs) return await EndAsync(record, order, $"{order.Flag} was not switched off by this program", cancellationToken);
        if (record.LeftVersion is not null && record.IsHeldByOther(order.Episode))
            return await EndAsync(record, order, $"another burn still needs {order.Flag} off", cancellationToken);
        return record.LeftVersion == state.Version && state.IsOn != true
            ? await SwitchAsync(flags, store, order, record, state, cancellationToken)
            : await KeepAsync(record, order, state.IsOn == true ? FlagOutcome.WasSoAlready : FlagOutcome.LeftAlone, null, cancellationToken);
    }

    private async Task<FlagVerdict> SwitchAsync<TStore>(
        IFlagSwitch<TStore> flags, TStore store, FlagOrder order, FlagRecord record, FlagState state, CancellationToken cancellationToken)
        where TStore : FlagStore
    {
        var wasTried = record.Intent is { } earlier && earlier.Episode == order.Episode && earlier.TurnsOn == order.TurnsOn;
        var intent = new FlagIntent(order.Episode, order.TurnsOn, state.Version, state.Rest, time.GetUtcNow() + FlagIntent.Lease);
        if (await records.SaveAsync(record with { Intent = intent }, cancellationToken) is not { } begun) return Overtaken(order);

        var answer = await flags.SwitchAsync(store, new FlagChange(state, order.TurnsOn, order.Cause), cancellationToken);
        if (answer.State is { } left) return await KeepAsync(begun, order, FlagOutcome.Switched, order.TurnsOn ? null : left.Version, cancellationToken);
        if (answer.WasOvertaken) return await LookAgainAsync(flags, store, order, begun, wasTried, cancellationToken);

        // What may have had its effect is looked into by the next attempt, at once.
        var failure = answer.Failure!;
        var rest = wasTried || failure.MayHaveArrived ? intent with { LeaseUntil = time.GetUtcNow() } : null;
        await records.SaveAsync(begun with { Intent = rest }, cancellationToken);
        return FlagVerdict.Of(failure);
    }

    /// <summary>The flag was changed between reading and writing: by an attempt before this one, if there was one, or by a person.</summary>
    private async Task<FlagVerdict> LookAgainAsync<TStore>(
        IFlagSwitch<TStore> flags, TStore store, FlagOrder order, FlagRecord begun, bool wasTried, CancellationToken cancellationToken)
        where TStore : FlagStore
    {
        var read = await flags.ReadAsync(store, order.Flag, cancellationToken);
        if (read.State is not { } state)
        {
            await records.SaveAsync(begun with { Intent = begun.Intent! with { LeaseUntil = time.GetUtcNow() } }, cancellationToken);
            return FlagVerdict.Of(read.Failure!);
        }

        if (wasTried && begun.Settle(state, time.GetUtcNow()) is var settled && settled.Episode(order.Episode).Result(order.TurnsOn) is { } found)
            return await KeepAsync(settled, found, cancellationToken);
        return await KeepAsync(begun, order, state.IsOn == order.TurnsOn ? FlagOutcome.WasSoAlready : FlagOutcome.LeftAlone, null, cancellationToken);
    }

    /// <summary>Notes that the episode is over and nothing is to be done.</summary>
    private async Task<FlagVerdict> EndAsync(FlagRecord record, FlagOrder order, string why, CancellationToken cancellationToken) =>
        await records.SaveAsync(record.With(record.Episode(order.Episode) with { IsOver = true }), cancellationToken) is null
            ? Overtaken(order)
            : FlagVerdict.Of(Receipt.Skipped(why));

    private Task<FlagVerdict> KeepAsync(FlagRecord record, FlagOrder order, FlagOutcome outcome, string? leftVersion, CancellationToken cancellationToken)
    {
        var result = FlagResult.Of(outcome, time.GetUtcNow());
        var ended = record.With(record.Episode(order.Episode) with { IsOver = order.TurnsOn });
        return KeepAsync(ended.With(order.Episode, order.TurnsOn, result, leftVersion), result, cancellationToken);
    }

    private async Task<FlagVerdict> KeepAsync(FlagRecord record, FlagResult result, CancellationToken cancellationToken) =>
        await records.SaveAsync(record, cancellationToken) is null
            ? FlagVerdict.Of(Receipt.Unavailable($"another attempt was faster with {record.Flag}", Soon))
            : FlagVerdict.Of(result);

    private static FlagVerdict Overtaken(FlagOrder order) => FlagVerdict.Of(Receipt.Unavailable($"another attempt was faster with {order.Flag}", Soon));
}
