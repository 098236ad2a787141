using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads one of the <c>trackers</c>; what it needs follows from its <c>type</c>.</summary>
internal static partial class TrackerReader
{
    private const int MaximumLabels = 20;

    /// <summary>What Azure DevOps does not allow in the names of projects and work item types, as far as it would change a request's address.</summary>
    private const string NotInAzureNames = "/\\?#%:*\"<>|";

    private static readonly ImmutableArray<Section> Types = [Sections.AzureBoards, Sections.GitHubIssues, Sections.JiraProject];

    /// <summary>The tracker; null if it is refused.</summary>
    public static Tracker? Read(FileReading file, YamlScalar name, YamlNode value)
    {
        if (name.Text == TicketDraft.NoTracker) file.Problems.Add(name, $"a tracker cannot be named {name.Found}, which stands for no tracker");
        if (file.FieldsByType(value, name.Text, "tracker", Types) is not (var section, { } fields)) return null;
        return section == Sections.AzureBoards ? AzureBoards(fields, name.Text)
            : section == Sections.GitHubIssues ? GitHub(fields, name.Text)
            : Jira(fields, name.Text);
    }

    private static AzureBoards? AzureBoards(Fields fields, string name)
    {
        var organization = fields.Require("organization") ? AddressReader.Base(fields, "organization") : null;
        var project = fields.Require("project") ? PlainText.Read(fields, "project", 64, NotInAzureNames) : null;
        var type = PlainText.Read(fields, "work_item_type", 128, NotInAzureNames) ?? "Issue";
        var area = PlainText.Read(fields, "area_path", 1_000);
        var token = SecretReader.Hidden(fields, "token");
        return organization is null || project is null ? null : new AzureBoards(organization, project, type, area, token) { Name = name };
    }

    private static GitHubIssues? GitHub(Fields fields, string name)
    {
        var repository = fields.Require("repository") ? fields.Text("repository") : null;
        if (repository is not null && !Repository().IsMatch(repository))
        {
            fields.Refuse("repository", $"\"repository\" {fields.Node("repository")!.Found} must have the form owner/name");
            repository = null;
        }

        var labels = Labels(fields, 50, ",");
        var token = fields.Require("token") ? SecretReader.Hidden(fields, "token") : null;
        var api = AddressReader.Api(fields, "api_url") ?? DefaultApis.GitHub;
        return repository?.Split('/') is [var owner, var own] && token is not null ? new GitHubIssues(api, owner, own, labels, token) { Name = name } : null;
    }

    private static JiraProject? Jira(Fields fields, string name)
    {
        var site = fields.Require("site") ? AddressReader.Base(fields, "site") : null;
        var project = fields.Require("project") ? fields.Text("project") : null;
        if (project is not null && !JiraKey().IsMatch(project))
        {
            fields.Refuse("project", $"\"project\" {fields.Node("project")!.Found} must be a project's key: capital letters, digits and \"_\", for example OPS");
            project = null;
        }

        var type = PlainText.Read(fields, "issue_type", 100) ?? "Task";
        var labels = Labels(fields, 200, " ");
        var user = fields.Require("user") ? PlainText.Read(fields, "user", forbidden: ":") : null;
        var token = fields.Require("token") ? SecretReader.Hidden(fields, "token") : null;
        return site is null || project is null || user is null || token is null ? null : new JiraProject(site, project, type, labels, user, token) { Name = name };
    }

    private static ImmutableArray<string> Labels(Fields fields, int maximumLength, string forbidden)
    {
        var labels = TextList.Read(fields, "labels", MaximumLabels) ?? [];
        foreach (var (node, label) in labels)
        {
            var problem = label.Length > maximumLength
                ? FormattableString.Invariant($"has {label.Length} characters; at most {maximumLength} are allowed")
                : PlainText.Problem(label, forbidden);
            if (problem is not null) fields.File.Problems.Add(node, $"the label {node.Found} {problem}");
        }

        return [.. labels.Select(label => label.Text)];
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,99}/(?!\.{1,2}\z)[A-Za-z0-9_.-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Repository();

    [GeneratedRegex(@"\A[A-Z][A-Z0-9_]{0,49}\z", RegexOptions.CultureInvariant)]
    private static partial Regex JiraKey();
}
