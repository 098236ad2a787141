using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Cli;

/// <summary>Objectives of a dry run, with the adjustments laid over that could be found.</summary>
/// <param name="Objectives">The objectives. What the policy declares is always there.</param>
/// <param name="Note">Which adjustments were not looked for; null if all were.</param>
/// <param name="Problem">Why those that people made could not be read; null if they could, or were not looked for.</param>
internal sealed record AdjustedObjectives(ImmutableArray<Objective> Objectives, string? Note, string? Problem)
{
    /// <summary>Looks for the adjustments that people made, if the app's storage is configured.</summary>
    public static async Task<AdjustedObjectives> ReadAsync(Connections connections, ImmutableArray<Objective> objectives, CancellationToken cancellationToken)
    {
        if (!connections.HasStorage)
            return new AdjustedObjectives(objectives, "Adjustments: those of the policy. AzureWebJobsStorage is not set, so those that people made were not looked for.", null);
        try
        {
            return new AdjustedObjectives(await connections.LayOverAsync(objectives, cancellationToken), null, null);
        }
        catch (StorageException unreachable)
        {
            return new AdjustedObjectives(
                objectives,
                "Adjustments: those of the policy. Those that people made could not be read.",
                $"The adjustments that people made are missing in these budgets: {unreachable.Message}");
        }
    }
}
