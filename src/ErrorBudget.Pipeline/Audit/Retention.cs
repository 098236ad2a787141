using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Audit;

/// <summary>
/// Deletes rows that the policy no longer keeps, audit rows, sign-offs and pushed counts: once a day all are gone through, a bounded number a
/// call. Several processes may do so at once.
/// </summary>
public sealed class Retention(IReadOnlyList<IDatedRows> sources, TimeProvider time, ILogger<Retention> log)
{
    private readonly ConcurrentDictionary<IDatedRows, Walk> _walks = new();

    /// <summary>Goes on with today's walk. If the store cannot be reached, a later call does.</summary>
    public async Task RunAsync(Policy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        foreach (var source in sources)
        {
            var before = today.AddDays(-source.KeptDays(policy));
            var walk = _walks.GetValueOrDefault(source) is { } known && known.Before == before ? known : new Walk(before, null, IsOver: false);
            if (walk.IsOver) continue;
            try
            {
                var step = await source.PurgeAsync(before, walk.After, cancellationToken);
                _walks[source] = new Walk(before, step.After, IsOver: step.After is null);
                if (step.Deleted > 0) log.LogInformation("{Rows} {Name} from before {Before:u} deleted", step.Deleted, source.Name, before);
            }
            catch (StorageException unreachable)
            {
                log.LogWarning("Old {Name} stay for now: {Message}", source.Name, unreachable.Message);
            }
        }
    }

    /// <summary>How far a day's walk has come.</summary>
    private sealed record Walk(DateTimeOffset Before, string? After, bool IsOver);
}
