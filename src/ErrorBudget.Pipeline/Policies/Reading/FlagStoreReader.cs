using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads one of the <c>flag_stores</c>; what it needs follows from its <c>type</c>.</summary>
internal static class FlagStoreReader
{
    private static readonly ImmutableArray<Section> Types = [Sections.AppConfiguration, Sections.FlagWebhook];

    /// <summary>The store; null if it is refused.</summary>
    public static FlagStore? Read(FileReading file, YamlScalar name, YamlNode value)
    {
        if (file.FieldsByType(value, name.Text, "flag store", Types) is not (var section, { } fields)) return null;
        return section == Sections.AppConfiguration ? AppConfiguration(fields, name.Text) : Hook(fields, name.Text);
    }

    private static AppConfigurationStore? AppConfiguration(Fields fields, string name)
    {
        var endpoint = fields.Require("endpoint") ? AddressReader.Base(fields, "endpoint") : null;
        var label = PlainText.Read(fields, "label", forbidden: "*,\\");
        var key = AccessKey(fields);
        return endpoint is null ? null : new AppConfigurationStore(endpoint, label, key) { Name = name };
    }

    private static AppConfigurationKey? AccessKey(Fields fields)
    {
        if (fields.Has("access_key_id") != fields.Has("access_key"))
            fields.Refuse(fields.Has("access_key") ? "access_key" : "access_key_id", "\"access_key_id\" and \"access_key\" belong together; without both, the app's own identity is used");
        var id = PlainText.Read(fields, "access_key_id", forbidden: "&");
        if (SecretReader.Read(fields, "access_key") is not { } key || id is null) return null;
        if (Convert.TryFromBase64String(key, new byte[key.Length], out _)) return new AppConfigurationKey(id, new Secret(key));
        fields.Refuse("access_key", "\"access_key\" must be the base64 secret of the store's access key");
        return null;
    }

    private static FlagWebhook? Hook(Fields fields, string name)
    {
        var url = fields.Require("url") ? AddressReader.Hidden(fields, "url") : null;
        var keys = SigningKeysReader.Read(fields);
        return url is null ? null : new FlagWebhook(url, keys) { Name = name };
    }
}
