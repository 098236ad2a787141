using ErrorBudget.Pipeline.Collect;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>What went wrong in a tick, each cause once however many SLOs it concerns. Safe for several threads.</summary>
internal sealed class ProblemList
{
    private const int Shown = 20;
    private const int Named = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<SloId>> _causes = new(StringComparer.Ordinal);

    /// <summary>Adds what a reading could not read or refused.</summary>
    public void Add(SliReading reading)
    {
        foreach (var (slo, cause) in reading.Failures) Add(cause, slo);
        foreach (var rejection in reading.Rejections) Add($"counts refused: {rejection.Reason}", rejection.Slo);
    }

    /// <summary>Adds a cause that concerns no SLO in particular.</summary>
    public void Add(string cause)
    {
        lock (_lock) _causes.TryAdd(cause, []);
    }

    /// <summary>Adds a cause that concerns an SLO.</summary>
    public void Add(string cause, SloId slo)
    {
        lock (_lock)
        {
            if (!_causes.TryGetValue(cause, out var slos)) _causes[cause] = slos = [];
            slos.Add(slo);
        }
    }

    /// <summary>The causes in words, the most far-reaching first.</summary>
    public IReadOnlyList<string> ToList()
    {
        lock (_lock)
        {
            return [.. _causes.OrderByDescending(cause => cause.Value.Count).ThenBy(cause => cause.Key, StringComparer.Ordinal)
                .Take(Shown).Select(cause => cause.Value.Count == 0 ? cause.Key : $"{cause.Key} ({Names(cause.Value)})")];
        }
    }

    private static string Names(HashSet<SloId> slos)
    {
        var names = string.Join(", ", slos.Select(slo => slo.ToString()).Order(StringComparer.Ordinal).Take(Named));
        return slos.Count <= Named ? names : FormattableString.Invariant($"{slos.Count} SLOs: {names}, …");
    }
}
