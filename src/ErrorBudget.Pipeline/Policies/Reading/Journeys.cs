using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>
/// Gives journeys their members, in whichever file they are declared. Members that are declared nowhere or twice, and
/// journeys that lead back to themselves, are refused.
/// </summary>
internal sealed class Journeys
{
    private readonly ImmutableArray<FileDraft> _files;
    private readonly Dictionary<SloId, ObjectiveDraft> _drafts = [];
    private readonly Dictionary<SloId, Objective> _objectives;
    private readonly ILookup<string, SloId> _byService;
    private readonly Dictionary<SloId, int?> _nesting = [];
    private readonly HashSet<FileDraft> _refused;

    private Journeys(ImmutableArray<FileDraft> files, IEnumerable<Objective> objectives)
    {
        _files = files;
        _refused = [.. files.Where(file => file.Problems.Any)];
        foreach (var draft in files.SelectMany(file => file.Services).SelectMany(service => service.Objectives)) _drafts.TryAdd(draft.Objective.Slo.Id, draft);
        _objectives = objectives.DistinctBy(objective => objective.Slo.Id).ToDictionary(objective => objective.Slo.Id);
        _byService = _objectives.Keys.ToLookup(id => id.Service, StringComparer.Ordinal);
    }

    /// <summary>The objectives, with their members where they are journeys.</summary>
    /// <param name="files">What the files declare.</param>
    /// <param name="objectives">Their objectives.</param>
    public static IReadOnlyList<Objective> Complete(ImmutableArray<FileDraft> files, IReadOnlyList<Objective> objectives)
    {
        if (!objectives.Any(objective => objective.Sli is JourneySli)) return objectives;
        var journeys = new Journeys(files, objectives);
        foreach (var objective in objectives) journeys.Resolve(objective.Slo.Id, []);
        return [.. objectives.Select(objective => journeys._objectives[objective.Slo.Id])];
    }

    /// <summary>How deep journeys stand within an SLO, 0 for one that is none; null if it was refused.</summary>
    private int? Resolve(SloId id, ImmutableStack<SloId> path)
    {
        if (_drafts[id].Journey is not { } journey) return 0;
        if (_nesting.TryGetValue(id, out var known)) return known;

        _nesting[id] = null;
        var here = path.Push(id);
        var members = ImmutableArray.CreateBuilder<JourneyMember>();
        var deepest = 0;
        foreach (var draft in journey.Members)
        {
            if (Member(draft, here) is not { } member) continue;
            if (members.Any(other => other.Objective.Slo.Id == member.Objective.Slo.Id))
                Refuse(draft, $"the member {member.Objective.Slo.Id} stands twice in this journey");
            members.Add(member);
            deepest = Math.Max(deepest, _nesting.GetValueOrDefault(member.Objective.Slo.Id) ?? 0);
        }

        if (members.Count < journey.Members.Length) return null;
        _objectives[id] = _objectives[id] with { Sli = new JourneySli(journey.Method, journey.Missing, members.ToImmutable()) };
        return _nesting[id] = deepest + 1;
    }

    private JourneyMember? Member(JourneyMemberDraft draft, ImmutableStack<SloId> path)
    {
        if (Find(draft) is not { } id) return null;
        if (path.Contains(id))
        {
            Refuse(draft, $"a journey must not lead back to itself: {string.Join(" > ", path.TakeWhile(step => step != id).Append(id).Reverse().Append(id))}");
            return null;
        }

        var nesting = path.Count() > JourneySli.MaximumNesting ? JourneySli.MaximumNesting : Resolve(id, path);
        if (nesting >= JourneySli.MaximumNesting) Refuse(draft, FormattableString.Invariant($"journeys stand within each other more than {JourneySli.MaximumNesting} deep"));
        if (nesting is null or >= JourneySli.MaximumNesting) return null;
        var objective = _objectives[id];
        return new JourneyMember(objective, new JourneyShare(draft.Weight, draft.MinuteTarget ?? objective.Slo.Slices?.Target ?? objective.Slo.Target.Fraction));
    }

    private SloId? Find(JourneyMemberDraft draft)
    {
        var slos = _byService[draft.Service].ToList();
        if (draft.Slo is null && slos.Count == 1) return slos[0];
        var id = new SloId(draft.Service, draft.Slo ?? "");
        if (draft.Slo is not null && _objectives.ContainsKey(id)) return id;
        if (IsFullyKnown(draft.Service)) Refuse(draft, Unknown(draft, slos));
        return null;
    }

    /// <summary>Whether all SLOs of a service could be read: those of a file with problems may not be.</summary>
    private bool IsFullyKnown(string service)
    {
        var homes = _files.Where(file => file.Services.Any(declared => declared.Name == service)).ToList();
        return homes.Count > 0 ? !homes.Any(_refused.Contains) : !_files.Any(file => file.Version.Length == 0);
    }

    private string Unknown(JourneyMemberDraft draft, List<SloId> slos) => slos.Count == 0
        ? $"there is no service \"{draft.Service}\"{Nearest.Question(Nearest.To(draft.Service, _byService.Select(service => service.Key)))}"
        : draft.Slo is null
            ? $"the service \"{draft.Service}\" has several SLOs; a member needs \"slo\": {Nearest.List(slos.Select(slo => slo.Slo))}"
            : $"the service \"{draft.Service}\" has no SLO \"{draft.Slo}\"{Nearest.Question(Nearest.To(draft.Slo, slos.Select(slo => slo.Slo)))}; it has {string.Join(", ", slos.Select(slo => slo.Slo))}";

    private static void Refuse(JourneyMemberDraft draft, string message) => draft.Fields.File.Problems.Add(draft.Fields.Start, message);
}
