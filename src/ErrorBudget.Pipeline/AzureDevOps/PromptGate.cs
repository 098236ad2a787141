using System.Globalization;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>
/// The gate for those who wait three seconds and no longer: when the budget cannot be read in time, it is unknown, and the
/// answer is what the policy says about that. Like every answer it leaves an audit row.
/// </summary>
public sealed class PromptGate(ReleaseGate gate, TimeProvider time)
{
    /// <summary>How long the budget is waited for; what is left of three seconds is for the row and the way.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long it may take until the answer is on record: at once, unless a sign-off opened the gate or rows wait for the storage.</summary>
    public static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(2.5);

    /// <summary>Decides within <see cref="LastMoment"/>.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="request">Who asks for what.</param>
    /// <param name="since">The clock's timestamp when the question arrived, from which the time counts.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The answer; null if the policy has no such service or SLO.</returns>
    /// <exception cref="StorageException">The answer could not be put on record in time, so none is given.</exception>
    public async Task<GateAnswer?> DecideAsync(Policy policy, GateRequest request, long since, CancellationToken cancellationToken)
    {
        if (await ConsiderAsync(policy, request, since, cancellationToken) is not { } answer) return null;
        using var late = new CancellationTokenSource(Left(LastMoment, since), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await gate.RecordAsync(answer, request, either.Token);
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageException(string.Create(
                CultureInfo.InvariantCulture, $"The answer could not be put on record in {LastMoment.TotalSeconds} s, and without that none is given. Check the storage, and ask again."));
        }
    }

    private async Task<GateAnswer?> ConsiderAsync(Policy policy, GateRequest request, long since, CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await gate.ConsiderAsync(policy, request, reading.Token).WaitAsync(Left(Patience, since), time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await reading.CancelAsync();
            return gate.ConsiderUnread(policy, request, string.Create(CultureInfo.InvariantCulture, $"the budget could not be read in {Patience.TotalSeconds} s: it is unknown"));
        }
        catch (StorageException unreachable)
        {
            return gate.ConsiderUnread(policy, request, $"the budget could not be read: {unreachable.Message}");
        }
    }

    private TimeSpan Left(TimeSpan limit, long since)
    {
        var left = limit - time.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
