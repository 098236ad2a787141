using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Reading;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>A document, or one that stands inline where another refers to it.</summary>
/// <param name="Kind">Its kind; null if it is an inline one that names none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Spec">What it declares.</param>
internal sealed record OpenSloDocument(string? Kind, YamlScalar Name, Fields Metadata, YamlNode Spec)
{
    /// <summary>The kinds of OpenSLO v1.</summary>
    public static ImmutableArray<string> Kinds { get; } = ["DataSource", "SLO", "SLI", "AlertPolicy", "AlertCondition", "AlertNotificationTarget", "Service"];

    private const int LongestDescription = 1_050;
    private const int LongestOwner = 100;
    private const int MaximumOwners = 10;

    private static readonly (string, int)[] KindChoices = [.. Kinds.Select((kind, number) => (kind, number))];
    private static readonly (string, bool)[] Versions = [("openslo/v1", true)];

    /// <summary>The file it stands in.</summary>
    public FileReading File => Metadata.File;

    /// <summary>A document; null if it is refused.</summary>
    /// <param name="file">The file.</param>
    /// <param name="node">The document.</param>
    /// <param name="label">What it is called where it stands.</param>
    /// <param name="isInline">Whether it stands inline, where version and kind go without saying.</param>
    public static OpenSloDocument? Read(FileReading file, YamlNode node, string label, bool isInline)
    {
        if (file.Fields(node, label, OpenSloSections.Document) is not { } fields) return null;
        var isVersion = isInline && !fields.Has("apiVersion") ? true : fields.Require("apiVersion") && fields.Choice("apiVersion", Versions) is not null;
        var isKind = isInline && !fields.Has("kind") ? true : fields.Require("kind") && fields.Choice("kind", KindChoices) is not null;
        if (!isVersion || !isKind) return null;

        var metadata = fields.Require("metadata") ? fields.Section("metadata", OpenSloSections.Metadata) : null;
        var hasSpec = fields.Require("spec");
        if (metadata is null) return null;
        metadata.AnyText("displayName");
        metadata.Map("labels", "label names with values");
        metadata.Map("annotations", "annotation names with values");
        var name = metadata.Require("name") ? Names.Read(file, metadata.Node("name")!, "name") : null;
        return name is null || !hasSpec ? null : new OpenSloDocument((fields.Node("kind") as YamlScalar)?.Text, (YamlScalar)metadata.Node("name")!, metadata, fields.Node("spec")!);
    }

    /// <summary>What it declares, as a section; null if it is refused.</summary>
    public Fields? Section(Section section)
    {
        var fields = File.Fields(Spec, "spec", section);
        if (fields?.Has("description") == true) fields.AnyText("description", LongestDescription);
        return fields;
    }

    /// <summary>Who answers for it: the label <c>owner</c>, or else <c>team</c>; null if it has neither.</summary>
    public string? Owner()
    {
        var labels = (Metadata.Node("labels") as YamlMap)?.Entries ?? [];
        foreach (var key in (string[])["owner", "team"])
        {
            if (labels.FirstOrDefault(label => label.Key.Text == key)?.Value is not { } value) continue;
            ImmutableArray<YamlNode> items = value is YamlList list ? list.Items : [value];
            if (items.Length <= MaximumOwners) return string.Join(", ", items.Select(item => File.Scalars.AnyText(item, key, LongestOwner)).OfType<string>());
            File.Problems.Add(value, FormattableString.Invariant($"the label \"{key}\" has {items.Length:N0} values; at most {MaximumOwners} are read as owners"));
            return null;
        }

        return null;
    }
}
