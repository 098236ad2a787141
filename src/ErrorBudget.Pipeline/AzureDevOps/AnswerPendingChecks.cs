using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>
/// Asks the gate again for every check that waits, and answers those that are decided. Any number of instances may run it
/// at once, and each may die at any point.
/// </summary>
/// <remarks>
/// An answer is first stored together with a claim and its audit row, then the row is added to the audit trail, then the
/// answer is sent, then noted as given. Who dies before sending leaves a claim that lapses; who dies after sending leaves an
/// answer that is sent again, unchanged, to a task that is over, which Azure DevOps refuses and which counts as given. A
/// claim outlives the longest call. Only what the task is told is audited, and once: the first decision, a changed one and
/// the final one.
/// </remarks>
public sealed class AnswerPendingChecks(
    IPendingChecks checks, IAuditTrail trail, AzureDevOpsClient azureDevOps, PlanUrlRules rules, TokenCipher cipher, TimeProvider time,
    ILogger<AnswerPendingChecks> log)
{
    /// <summary>How long a claim holds: longer than two calls to Azure DevOps with all their attempts.</summary>
    public static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    /// <summary>How long an answered check is remembered, so that a repeated question is not answered twice.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(48);

    /// <summary>How long a run begins new answers; what is left is for the next run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const int Most = 1000;
    private const int AtOnce = 8;

    /// <summary>Goes through the checks that are due.</summary>
    /// <param name="ask">Asks the gate, which does not record the answer; null if the policy does not know the service or SLO.</param>
    /// <param name="cancellationToken">Stops it; what was begun is taken up by a later run.</param>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public async Task RunAsync(Func<GateRequest, CancellationToken, Task<GateAnswer?>> ask, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ask);
        var started = time.GetUtcNow();
        var due = Readable(await checks.LoadDueAsync(started, Most, cancellationToken));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due, parallel, async (check, token) =>
        {
            if (time.GetUtcNow() - started < Patience) await AnswerAsync(check, ask, token);
        });
        await checks.ForgetAsync(started, cancellationToken);
    }

    /// <summary>Looks at one check, if it is due: it was just asked. Who else looks at it meanwhile does not answer it too.</summary>
    /// <param name="key">The check's <see cref="CheckTask.Key"/>.</param>
    /// <param name="ask">Asks the gate, which does not record the answer; null if the policy does not know the service or SLO.</param>
    /// <param name="cancellationToken">Stops it; what was begun is taken up by a later run.</param>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public async Task RunAsync(string key, Func<GateRequest, CancellationToken, Task<GateAnswer?>> ask, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ask);
        foreach (var check in Readable(await checks.LoadDueAsync(key, time.GetUtcNow(), cancellationToken))) await AnswerAsync(check, ask, cancellationToken);
    }

    /// <summary>Those that can be read; the others are told of once, since nobody sees them again.</summary>
    private IReadOnlyList<PendingCheck> Readable(DueChecks due)
    {
        foreach (var problem in due.SetAside) log.LogError("A check cannot be answered: {Problem}", problem);
        return due.Checks;
    }

    private async Task AnswerAsync(PendingCheck check, Func<GateRequest, CancellationToken, Task<GateAnswer?>> ask, CancellationToken cancellationToken)
    {
        var ruling = check.Verdict is null ? CheckRuling.Of(check, await ask(check.Question, cancellationToken), time.GetUtcNow()) : null;
        var isNews = ruling?.IsNewsTo(check) == true;

        // Nothing new, and nothing that somebody before left half done.
        if (check is { Verdict: null, Unrecorded: null } && !isNews) return;
        if (isNews) await RecordAsync(check, cancellationToken);
        var decided = isNews ? check with { Verdict = ruling!.Verdict, Told = ruling.Standing, Unrecorded = ruling.Entry } : check;
        if (await checks.SaveAsync(decided, time.GetUtcNow() + Claim, cancellationToken) is not { } claimed) return;

        await RecordAsync(claimed, cancellationToken);
        var delivery = await TellAsync(claimed, ruling, cancellationToken);
        if (time.GetUtcNow() >= claimed.ExpiresAt || (claimed.Verdict is not null && delivery.IsFinal))
            await CloseAsync(claimed, delivery, cancellationToken);
        else if (claimed.Verdict is null)
            await checks.SaveAsync(claimed with { Unrecorded = null }, time.GetUtcNow(), cancellationToken);
        else
            log.LogWarning("The answer to check {Check} is sent again later: {Detail}", claimed.Task.Key, delivery.Detail);
    }

    /// <summary>Adds the row of a check's latest decision to the trail, unless it is there already.</summary>
    private async Task RecordAsync(PendingCheck check, CancellationToken cancellationToken)
    {
        // By itself, since a list that is added again has to be the same list.
        if (check.Unrecorded is { } entry) await trail.AppendAsync([entry], cancellationToken);
    }

    private async Task<Delivery> TellAsync(PendingCheck check, CheckRuling? ruling, CancellationToken cancellationToken)
    {
        // What is stored is trusted no more than what was asked, and the settings may have become stricter since.
        if (rules.Read(check.Task.PlanUrl.ToString(), out var refusal) is null) return new Delivery(DeliveryOutcome.Refused, $"PlanUrl: {refusal}");
        if (cipher.Open(check.SealedToken.Span, check.Task) is not { } token)
            return new Delivery(DeliveryOutcome.Unavailable, $"its token does not open; was {TokenCipher.KeySetting} replaced without keeping the old key behind a comma?");

        // The lines are a courtesy: whether they are taken decides nothing.
        if (ruling is not null)
        {
            var said = await azureDevOps.SayAsync(check.Task, token, ruling.Lines, cancellationToken);
            if (said.Outcome != DeliveryOutcome.Taken) log.LogInformation("The lines for check {Check} were not taken: {Detail}", check.Task.Key, said.Detail);
            if (check.Verdict is null) return said;
        }

        return await azureDevOps.CompleteAsync(check.Task, token, check.Verdict!.Value, cancellationToken);
    }

    private async Task CloseAsync(PendingCheck check, Delivery delivery, CancellationToken cancellationToken)
    {
        await checks.CloseAsync(check, time.GetUtcNow() + Memory, cancellationToken);
        var (level, what) = delivery.Outcome switch
        {
            DeliveryOutcome.Taken => (LogLevel.Information, "is answered"),
            DeliveryOutcome.SessionGone => (LogLevel.Information, "is over: nobody waits for its answer any more"),
            DeliveryOutcome.TokenRefused => (LogLevel.Warning, "cannot be answered: its token has expired or is not accepted"),
            DeliveryOutcome.Refused => (LogLevel.Error, "cannot be answered: the call is refused"),
            _ => (LogLevel.Error, "is given up: its time is over"),
        };
        log.Log(level, "Check {Check} of {Service} {What} ({Verdict}): {Detail}", check.Task.Key, check.Question.Service, what, check.Verdict, delivery.Detail);
    }
}
