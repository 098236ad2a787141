using System.Text;
using ErrorBudgetFunctions.Access;
using Microsoft.AspNetCore.Http;

namespace ErrorBudgetFunctions.Tests;

/// <summary>Reading the principal that App Service authentication passes on.</summary>
public sealed class ClientPrincipalTests
{
    /// <summary>As recorded behind App Service: roles are of one type by name and of another in the claims.</summary>
    private const string Recorded = """
        {"auth_typ":"aad","claims":[{"typ":"aud","val":"e2"},{"typ":"name","val":"Ada"},{"typ":"roles","val":"ErrorBudget.Approver"},{"typ":"roles","val":"Somebody.Else"},{"typ":"roles","val":"ErrorBudget.Reader"}],"name_typ":"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress","role_typ":"http://schemas.microsoft.com/ws/2008/06/identity/claims/role"}
        """;

    [Fact]
    public void App_roles_of_ours_are_read_and_others_are_left_out()
    {
        var principal = Read(Recorded, name: "ada@example.com");
        Assert.Equal("ada@example.com", principal!.Name);
        Assert.Equal([Role.Reader, Role.Approver], principal.Roles.Order());
    }

    [Fact]
    public void Roles_have_the_type_that_the_principal_names()
    {
        var principal = Read("""{"role_typ":"r","claims":[{"typ":"r","val":"ErrorBudget.Gate"},{"typ":"s","val":"ErrorBudget.Writer"}]}""");
        Assert.Equal([Role.Gate], principal!.Roles);
    }

    [Theory]
    [InlineData("errorbudget.approver")]
    [InlineData("Approver")]
    [InlineData("ErrorBudget.Approver ")]
    [InlineData("ErrorBudget.2")]
    [InlineData("")]
    public void Only_the_exact_name_of_an_app_role_counts(string value) =>
        Assert.Empty(Read($$"""{"claims":[{"typ":"roles","val":"{{value}}"}]}""")!.Roles);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"claims":null,"role_typ":null}""")]
    [InlineData("""{"claims":[]}""")]
    [InlineData("""{"claims":[{"typ":"name"}]}""")]
    public void A_principal_without_roles_has_none(string json) => Assert.Empty(Read(json)!.Roles);

    [Fact]
    public void Without_headers_there_is_nobody() => Assert.Null(ClientPrincipal.Read(new HeaderDictionary()));

    [Fact]
    public void A_name_alone_is_somebody_without_roles()
    {
        var principal = ClientPrincipal.Read(new HeaderDictionary { ["X-MS-CLIENT-PRINCIPAL-NAME"] = "ada@example.com" });
        Assert.Equal("ada@example.com", principal!.Name);
        Assert.Empty(principal.Roles);
    }

    [Fact]
    public void Who_has_no_name_goes_by_the_id()
    {
        var principal = ClientPrincipal.Read(new HeaderDictionary { ["X-MS-CLIENT-PRINCIPAL"] = Encode("{}"), ["X-MS-CLIENT-PRINCIPAL-ID"] = "0f3e" });
        Assert.Equal("0f3e", principal!.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("bm8ganNvbg==")] // "no json"
    [InlineData("W10=")] // []
    [InlineData("eyJjbGFpbXMiOnt9fQ==")] // {"claims":{}}
    [InlineData("eyJjbGFpbXMiOlsxXX0=")] // {"claims":[1]}
    [InlineData("eyJjbGFpbXMiOlt7fV19")] // {"claims":[{}]}
    [InlineData("eyJyb2xlX3R5cCI6NX0=")] // {"role_typ":5}
    [InlineData("eyJjbGFpbXMiOlt7InR5cCI6InJvbGVzIn1dfQ==")] // a role without a value
    [InlineData("eyJjbGFpbXMiOlt7InR5cCI6InJvbGVzIiwidmFsIjpbXX1dfQ==")] // a role that is a list
    public void What_cannot_be_understood_is_refused(string header) => Assert.Throws<FormatException>(() => ClientPrincipal.Read(Headers(header)));

    [Fact]
    public void What_is_too_long_or_there_twice_or_has_no_name_is_refused()
    {
        Assert.Throws<FormatException>(() => ClientPrincipal.Read(Headers(new string('A', ClientPrincipal.LongestHeader + 4))));
        Assert.Throws<FormatException>(() => ClientPrincipal.Read(new HeaderDictionary { ["X-MS-CLIENT-PRINCIPAL"] = new([Encode("{}"), Encode("{}")]), ["X-MS-CLIENT-PRINCIPAL-NAME"] = "ada" }));
        Assert.Throws<FormatException>(() => ClientPrincipal.Read(new HeaderDictionary { ["X-MS-CLIENT-PRINCIPAL"] = Encode("{}") }));
        Assert.Throws<FormatException>(() => ClientPrincipal.Read(new HeaderDictionary { ["X-MS-CLIENT-PRINCIPAL"] = Encode("{}"), ["X-MS-CLIENT-PRINCIPAL-NAME"] = "a\nb" }));
    }

    private static ClientPrincipal? Read(string json, string name = "ada") => ClientPrincipal.Read(Headers(Encode(json), name));

    private static HeaderDictionary Headers(string header, string name = "ada") => new() { ["X-MS-CLIENT-PRINCIPAL"] = header, ["X-MS-CLIENT-PRINCIPAL-NAME"] = name };

    private static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
}
