using System.Collections.Immutable;
using ErrorBudget.Pipeline.Webhooks;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads <c>signing_keys</c>, with which webhooks are signed.</summary>
internal static class SigningKeysReader
{
    private const int Maximum = 5;

    /// <summary>The keys; empty if they are left out.</summary>
    public static ImmutableArray<Secret> Read(Fields fields)
    {
        const string key = "signing_keys";
        var keys = ImmutableArray.CreateBuilder<Secret>();
        foreach (var item in fields.List(key, 1, Maximum)?.Items ?? [])
        {
            if (SecretReader.Read(fields.File, item, key) is not { } text) continue;
            if (WebhookSignature.Decode(text) is not null) keys.Add(new Secret(text));
            else fields.File.Problems.Add(item, FormattableString.Invariant($"\"{key}\" must be {WebhookSignature.KeyPrefix} followed by the base64 of {WebhookSignature.ShortestKey} bytes or more; what {item.Found} stands for is not"));
        }

        return keys.ToImmutable();
    }
}
