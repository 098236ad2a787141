namespace ErrorBudget.Pipeline.Storage;

/// <summary>What a slot holds. A row that cannot be read keeps no other SLO from being.</summary>
/// <param name="Slos">The records.</param>
/// <param name="Unreadable">Why the record of an SLO cannot be read.</param>
public sealed record StoredSlot(IReadOnlyDictionary<SloId, StoredSlo> Slos, IReadOnlyDictionary<SloId, StorageException> Unreadable)
{
    /// <summary>The record of an SLO; null if it has none.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public StoredSlo? Find(SloId slo) => Unreadable.TryGetValue(slo, out var damage) ? throw damage : Slos.GetValueOrDefault(slo);
}
