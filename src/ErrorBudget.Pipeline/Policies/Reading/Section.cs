using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>A kind of mapping in the policy formats and the keys it may have; also the name of its definition in the JSON Schema.</summary>
internal sealed record Section
{
    /// <summary>Names a section and its keys.</summary>
    public Section(string name, params ImmutableArray<string> keys)
    {
        Name = name;
        Keys = keys;
    }

    /// <summary>Its name, unique among the sections.</summary>
    public string Name { get; }

    /// <summary>What people call it.</summary>
    public string Title { get => field ?? Name; init; }

    /// <summary>What its key <c>type</c> says, where that tells it from others in the same place; null elsewhere.</summary>
    public string? Type { get; init; }

    /// <summary>The format it is of.</summary>
    public FileFormat Format { get; init; } = FileFormat.Policy;

    /// <summary>The keys it may have.</summary>
    public ImmutableArray<string> Keys { get; }
}
