using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Adjustments;

/// <summary>
/// The adjustments that people made, as they stand now. To ask costs one small read; they themselves are read only when one
/// was made or revoked since.
/// </summary>
public sealed class AdjustmentReader(IAdjustmentStore store)
{
    private volatile Known _known = new(null, new MadeAdjustments([]));

    /// <summary>The adjustments in force.</summary>
    /// <exception cref="StorageException">The store cannot be reached: without them a budget would be another.</exception>
    public async Task<MadeAdjustments> CurrentAsync(CancellationToken cancellationToken)
    {
        // The version first: what is made between the two reads is read again next time.
        var version = await store.VersionAsync(cancellationToken);
        var known = _known;
        if (known.Version == version) return known.Made;
        known = new Known(version, new MadeAdjustments(await store.LoadAsync(service: null, cancellationToken)));
        _known = known;
        return known.Made;
    }

    private sealed record Known(string? Version, MadeAdjustments Made);
}
