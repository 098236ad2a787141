using System.Collections.Immutable;
using ErrorBudget.Pipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>
/// The policy that is in force: the files as they are now, or the last good ones while what is there now is refused.
/// Looks whether the files have changed at most every few seconds, and only when somebody asks.
/// </summary>
public sealed class PolicyInForce(
    string path, Func<string, string?> setting, IPolicyArchive archive, TimeProvider time, ILogger<PolicyInForce> log) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _looking = new(1);
    private State _state = State.Nothing;

    /// <summary>What is refused in the files as they are now; empty if nothing is.</summary>
    public ImmutableArray<PolicyProblem> Problems => _state.Problems;

    /// <summary>The policy in force; null if there never was a good one.</summary>
    public async ValueTask<Policy?> CurrentAsync(CancellationToken cancellationToken)
    {
        if (IsFresh) return _state.Policy;

        // While one looks, the others go on with what is in force.
        var patience = ReferenceEquals(_state, State.Nothing) ? Timeout.InfiniteTimeSpan : TimeSpan.Zero;
        if (!await _looking.WaitAsync(patience, cancellationToken)) return _state.Policy;
        try
        {
            if (!IsFresh) _state = await LookAsync(_state, cancellationToken);
        }
        finally
        {
            _looking.Release();
        }

        return _state.Policy;
    }

    /// <inheritdoc/>
    public void Dispose() => _looking.Dispose();

    private bool IsFresh => _state is { LookedAt: { } at } && time.GetUtcNow() - at < LookEvery;

    private async Task<State> LookAsync(State before, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var files = PolicyFiles.Load(path);
        if (before.IsAnswerTo(files)) return before with { LookedAt = now };

        var (policy, problems) = files.Read(setting);
        if (policy is not null)
        {
            if (before.Policy?.Version != policy.Version) log.LogInformation("Policy {Version} is in force: {Slos} SLOs", policy.Version, policy.Objectives.Length);
            return new State(files, policy, [], now) { IsSettled = await KeepAsync(files, cancellationToken) };
        }

        foreach (var problem in problems) log.LogError("Policy refused: {Problem}", problem);
        var (lastGood, isSettled) = before.Policy is null ? await RecallAsync(cancellationToken) : (before.Policy, true);
        log.LogError("The policy is refused as a whole; {InForce}", lastGood is null ? "none is in force" : $"{lastGood.Version} stays in force");
        return new State(files, lastGood, problems, now) { IsSettled = isSettled };
    }

    /// <summary>Keeps a good policy where other instances, and this one after a restart, find it.</summary>
    private async Task<bool> KeepAsync(PolicyFiles files, CancellationToken cancellationToken)
    {
        try
        {
            await archive.KeepAsync(files.Files, cancellationToken);
            return true;
        }
        catch (StorageException unreachable)
        {
            log.LogWarning("The policy is not kept as the last good one yet, which is tried again: {Message}", unreachable.Message);
            return false;
        }
    }

    private async Task<(Policy? Policy, bool IsSettled)> RecallAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await archive.RecallAsync(cancellationToken) is { } files ? PolicyReader.Read(files, setting).Policy : null, true);
        }
        catch (StorageException unreachable)
        {
            log.LogWarning("The last good policy cannot be read, which is tried again: {Message}", unreachable.Message);
            return (null, false);
        }
    }

    private sealed record State(PolicyFiles? Files, Policy? Policy, ImmutableArray<PolicyProblem> Problems, DateTimeOffset? LookedAt)
    {
        public static State Nothing { get; } = new(null, null, [], null);

        /// <summary>Whether the archive was reached, so that nothing has to be done again for the same files.</summary>
        public bool IsSettled { get; init; }

        public bool IsAnswerTo(PolicyFiles files) =>
            IsSettled && Files is not null && Files.Files.SequenceEqual(files.Files) && Files.Problems.SequenceEqual(files.Problems);
    }
}
