using System.Collections.Immutable;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>Has people told when a changed policy is refused, and when one is accepted after that: each once, across restarts.</summary>
public sealed class PolicyNews(IPolicyArchive archive, INoticeQueue queue, TimeProvider time)
{
    private const int Named = 10;

    private PolicyRefusal? _told;
    private bool _isKnown;

    /// <summary>Looks whether something has changed since people were told. Costs nothing if not.</summary>
    /// <param name="inForce">The policy in force, whose operators are told.</param>
    /// <param name="problems">What is refused in the files as they are now; empty if nothing is.</param>
    /// <param name="cancellationToken">Stops; the next look goes on.</param>
    /// <exception cref="StorageException">The store or the queue cannot be reached; the next look tries again.</exception>
    public async Task LookAsync(Policy inForce, ImmutableArray<PolicyProblem> problems, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inForce);
        var id = problems.IsEmpty ? null : PolicyDigest.Of(string.Join('\n', problems));
        if (!_isKnown)
        {
            _told = await archive.RecallRefusalAsync(cancellationToken);

            // Whoever noted it may have died before it was sent; if not, the same id is recognised.
            if (_told is { } noted && noted.Id == id) await SendAsync(Refused(noted, inForce, problems), cancellationToken);
            _isKnown = true;
        }

        if (id == _told?.Id) return;
        if (_told is { } ended) await SendAsync(Accepted(ended, inForce, id is not null), cancellationToken);
        _told = await NoteAsync(id is null ? null : new PolicyRefusal(id, time.GetUtcNow()), cancellationToken);
        if (_told is { } refusal) await SendAsync(Refused(refusal, inForce, problems), cancellationToken);
        _isKnown = true;
    }

    private async Task<PolicyRefusal?> NoteAsync(PolicyRefusal? refusal, CancellationToken cancellationToken)
    {
        await archive.KeepRefusalAsync(refusal, cancellationToken);

        // Unless what follows succeeds, the next look begins from what is noted.
        _isKnown = refusal is null;
        return refusal;
    }

    private static BudgetEvent Refused(PolicyRefusal refusal, Policy inForce, ImmutableArray<PolicyProblem> problems)
    {
        var more = problems.Length > Named ? FormattableString.Invariant($"\nand {problems.Length - Named} more") : "";
        return new BudgetEvent($"{BudgetEventKind.PolicyRefused}|{Episode(refusal)}", BudgetEventKind.PolicyRefused, refusal.At, inForce.Version)
        {
            Episode = Episode(refusal),
            Detail = string.Join('\n', problems.Take(Named)) + more,
        };
    }

    private BudgetEvent Accepted(PolicyRefusal ended, Policy inForce, bool isRefusedAgain) =>
        new($"{BudgetEventKind.PolicyAccepted}|{Episode(ended)}", BudgetEventKind.PolicyAccepted, time.GetUtcNow(), inForce.Version)
        {
            Episode = Episode(ended),
            Follows = $"{BudgetEventKind.PolicyRefused}|{Episode(ended)}",
            FollowsAt = ended.At,
            Detail = isRefusedAgain ? "The policy was changed and is refused for other reasons now." : null,
        };

    private static string Episode(PolicyRefusal refusal) => $"policy/{refusal.Id}@{Minute.Containing(refusal.At)}";

    private Task SendAsync(BudgetEvent news, CancellationToken cancellationToken) =>
        queue.SendAsync(news.ToRecord(), cancellationToken);
}
