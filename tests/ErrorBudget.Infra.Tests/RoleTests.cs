using System.Text.RegularExpressions;
using ErrorBudget.Testing;

namespace ErrorBudget.Infra.Tests;

/// <summary>Roles are assigned exactly as the table in docs/infrastructure.md says.</summary>
public sealed partial class RoleTests(Deployments deployments)
{
    private const string Assignment = "/providers/Microsoft.Authorization/roleAssignments/";

    [Fact]
    public void With_everything_asked_for_all_roles_of_the_table_are_assigned_and_no_other() =>
        Assert.Equal(Documented().Select(role => role.What).Order(), Assigned(deployments.Most).Order());

    [Fact]
    public void With_nothing_asked_for_those_that_are_always_needed_are() =>
        Assert.Equal(Documented().Where(role => role.When == "always").Select(role => role.What).Order(), Assigned(deployments.Least).Order());

    [Fact]
    public void No_combination_assigns_another() =>
        Assert.All(deployments.All, deployment => Assert.Subset(Documented().Select(role => role.What).ToHashSet(), Assigned(deployment).ToHashSet()));

    [Fact]
    public void Assignments_name_service_principals_so_that_a_new_identity_need_not_be_looked_up() =>
        Assert.All(deployments.All.SelectMany(deployment => deployment.Of("Microsoft.Authorization/roleAssignments")), role => Assert.Equal("ServicePrincipal", role.Text("principalType")));

    /// <summary>The rows of the table: who, role, on what, when.</summary>
    private static IEnumerable<(string What, string When)> Documented()
    {
        var rows = File.ReadLines(Path.Combine(AppProcess.Repository, "docs", "infrastructure.md")).Select(line => Row().Match(line)).Where(match => match.Success).ToArray();
        Assert.NotEmpty(rows);
        return rows.Select(row => ($"{row.Groups["who"].Value}: {row.Groups["role"].Value} on {row.Groups["on"].Value}", row.Groups["when"].Value));
    }

    private static IEnumerable<string> Assigned(Deployment deployment) => deployment.Of("Microsoft.Authorization/roleAssignments").Select(role =>
    {
        var scope = role.Id[..role.Id.IndexOf(Assignment, StringComparison.Ordinal)];
        var provider = scope.LastIndexOf("/providers/", StringComparison.Ordinal);
        var on = provider < 0 ? "Microsoft.Resources/resourceGroups" : string.Join('/', scope[(provider + "/providers/".Length)..].Split('/').Where((_, i) => i < 2));
        var principal = role.Text("principalId")!;
        var who = principal.Contains("/userAssignedIdentities/", StringComparison.Ordinal) ? "app" : principal.Contains("/Microsoft.Dashboard/grafana/", StringComparison.Ordinal) ? "Grafana" : principal;
        return $"{who}: {role.Text("roleDefinitionId")!.Split('/')[^1]} on {on}";
    }).Distinct();

    [GeneratedRegex(@"^\| (?<who>app|Grafana) \| [^|]+ \| `(?<role>[0-9a-f-]{36})` \| `(?<on>[\w./]+)` \| [^|]+ \| (?<when>[^|]+?) \|$")]
    private static partial Regex Row();
}
