using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.OpenSlo;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads one file, whichever of the formats it has.</summary>
internal static class FileReader
{
    /// <summary>What the file declares, with its problems.</summary>
    public static FileDraft Read(PolicyFile file, Func<string, string?> setting, PatternCheck patterns)
    {
        var problems = new FileProblems(file.Name);
        var draft = new FileDraft(problems);
        if (file.Text.Length > PolicyReader.MaximumCharacters)
        {
            problems.Add(1, 1, FormattableString.Invariant($"the file has {file.Text.Length:N0} characters; at most {PolicyReader.MaximumCharacters:N0} are read"));
            return draft;
        }

        Read(YamlTree.Read(file.Text, problems), new FileReading(problems, setting, patterns), draft);
        return draft;
    }

    private static void Read(ImmutableArray<YamlDocument> documents, FileReading file, FileDraft draft)
    {
        if (documents.Any(document => OpenSloFormat.Holds(document.Root)))
            OpenSloFormat.Read(documents, file, draft);
        else if (documents.Length > 1)
            file.Problems.Add(documents[1].Line, documents[1].Column, "a second YAML document starts here; put it into a file of its own");
        else if (documents.Length == 1)
            Read(documents[0].Root, file, draft);
    }

    private static void Read(YamlNode root, FileReading file, FileDraft draft)
    {
        if (root is not YamlMap map)
        {
            file.Problems.Add(root, $"a policy starts with \"policy:\" or \"services:\", found {root.Found}");
            return;
        }

        var fields = new Fields(file, map, Sections.File);
        if (fields.Has("policy") && fields.Has("services"))
            fields.Refuse("services", "a file has either \"policy\" or \"services\"; put the services into \"policy\"");
        else if (fields.Has("policy"))
            PolicyFormat.Read(fields, draft);
        else if (fields.Has("services"))
            ServicesFormat.Read(fields, draft);
        else if (map.Entries.IsEmpty)
            file.Problems.Add(root, "the file is empty; a policy starts with \"policy:\" or \"services:\"");
    }
}
