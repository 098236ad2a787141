using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>What the files declare by name, such as sources: a name stands once in all of them, and each may use it.</summary>
internal sealed class Declarations<T>
    where T : class
{
    private const int MaximumShown = 20;

    private readonly string _kind;
    private readonly Dictionary<string, T?> _declared = new(StringComparer.Ordinal);

    /// <summary>Gathers what the files declare; the second of a name is refused.</summary>
    /// <param name="kind">What people call it.</param>
    /// <param name="drafts">The files.</param>
    /// <param name="declared">What one of them declares; a value is null if it was refused.</param>
    public Declarations(string kind, ImmutableArray<FileDraft> drafts, Func<FileDraft, IEnumerable<(YamlScalar Name, T? Value)>> declared)
    {
        _kind = kind;
        var places = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var draft in drafts)
        {
            foreach (var (name, value) in declared(draft))
            {
                if (places.TryAdd(name.Text, draft.Place(name))) _declared.Add(name.Text, value);
                else draft.Problems.Add(name, $"the {kind} {name.Found} stands twice; it is already in {places[name.Text]} (names that differ only in case are the same)");
            }
        }
    }

    /// <summary>The only name; null if there are none or several.</summary>
    public string? Only => _declared.Count == 1 ? _declared.Keys.Single() : null;

    /// <summary>Whether a name is declared, right or wrong.</summary>
    public bool Has(string name) => _declared.ContainsKey(name);

    /// <summary>What a name stands for; null if it is not declared or was refused.</summary>
    public T? Find(string name) => _declared.GetValueOrDefault(name);

    /// <summary>Adds what no file declares.</summary>
    public void Add(string name, T? value) => _declared.Add(name, value);

    /// <summary>Refuses a place that names what is not declared.</summary>
    public void RefuseUnknown(FileProblems problems, YamlNode at, string name)
    {
        if (!Has(name) && !problems.IsFull) problems.Add(at, $"there is no {_kind} {at.Found}{Nearest.Question(Nearest.To(name, _declared.Keys))}; {List()}");
    }

    /// <summary>Refuses a place that leaves the name out although not exactly one is declared.</summary>
    public void RefuseUnnamed(FileProblems problems, YamlNode at, string what, string key)
    {
        if (Only is null && !problems.IsFull) problems.Add(at, $"\"{what}\" need \"{key}\", the name of a {_kind}; {List()}");
    }

    /// <summary>What was not refused.</summary>
    public ImmutableDictionary<string, T> ToImmutable() =>
        _declared.Where(entry => entry.Value is not null).ToImmutableDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.Ordinal);

    private string List() => _declared.Count == 0 ? "none is declared" : $"declared are {string.Join(", ", _declared.Keys.Order(StringComparer.Ordinal).Take(MaximumShown))}";
}
