namespace ErrorBudget.Pipeline.Storage;

/// <summary>What a slot holds of one kind for each SLO. A row that cannot be read keeps no other SLO's from being.</summary>
/// <typeparam name="T">What a row holds.</typeparam>
/// <param name="Slos">What was read.</param>
/// <param name="Unreadable">Why an SLO's row cannot be read.</param>
public sealed record SlotRows<T>(IReadOnlyDictionary<SloId, T> Slos, IReadOnlyDictionary<SloId, StorageException> Unreadable)
    where T : class
{
    /// <summary>What was read of an SLO; null if there is nothing.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public T? Find(SloId slo) => Unreadable.TryGetValue(slo, out var damage) ? throw damage : Slos.GetValueOrDefault(slo);
}
