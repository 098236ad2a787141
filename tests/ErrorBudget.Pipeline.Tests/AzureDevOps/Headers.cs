using ErrorBudget.Pipeline.AzureDevOps;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

/// <summary>The headers of a check, which a test changes where it wants.</summary>
internal static class Headers
{
    public const string Token = "eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJqb2IifQ.c2lnbmF0dXJl";

    public static Dictionary<string, string> Valid() => new()
    {
        ["PlanUrl"] = "https://dev.azure.com/acme/",
        ["ProjectId"] = "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c",
        ["HubName"] = "checks",
        ["PlanId"] = Guid.NewGuid().ToString(),
        ["JobId"] = Guid.NewGuid().ToString(),
        ["TimelineId"] = Guid.NewGuid().ToString(),
        ["TaskInstanceId"] = Guid.NewGuid().ToString(),
        ["AuthToken"] = Token,
    };

    public static PlanUrlRules Rules(string? hosts = null, string? organizations = null) => PlanUrlRules.Read(name => name switch
    {
        PlanUrlRules.HostsSetting => hosts,
        PlanUrlRules.OrganizationsSetting => organizations,
        _ => null,
    });

    public static CheckRequest Request(string token = Token)
    {
        var headers = Valid();
        headers["AuthToken"] = token;
        return CheckRequest.Read(headers.GetValueOrDefault, Rules(), out _)!;
    }

    public static TokenCipher Cipher(params string[] keys) =>
        TokenCipher.Read(name => name == TokenCipher.KeySetting ? string.Join(',', keys.DefaultIfEmpty(Key)) : null);

    public const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
}
