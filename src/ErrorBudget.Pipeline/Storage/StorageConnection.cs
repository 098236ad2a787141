using Azure.Core;

namespace ErrorBudget.Pipeline.Storage;

/// <summary>
/// How a storage account is reached, from the settings the Functions host reads too: a connection string (also
/// <c>UseDevelopmentStorage=true</c>), or <c>…__accountName</c> or <c>…__tableServiceUri</c> with an identity
/// (<c>…__credential</c>, <c>…__clientId</c>).
/// </summary>
public sealed class StorageConnection
{
    private readonly string _name;
    private readonly Func<string, string?> _setting;
    private readonly string? _connectionString;
    private readonly TokenCredential? _credential;

    private StorageConnection(string name, Func<string, string?> setting, string? connectionString, TokenCredential? credential)
    {
        _name = name;
        _setting = setting;
        _connectionString = connectionString;
        _credential = credential;
    }

    /// <summary>Whether the settings name an account, by a connection string or with an identity.</summary>
    /// <param name="setting">As for <see cref="Read"/>.</param>
    /// <param name="name">The name of the connection.</param>
    public static bool IsConfigured(Func<string, string?> setting, string name = "AzureWebJobsStorage")
    {
        ArgumentNullException.ThrowIfNull(setting);
        return (Value(setting, name) ?? Part(setting, name, "accountName") ?? Part(setting, name, "tableServiceUri")) is not null;
    }

    /// <summary>Reads the settings.</summary>
    /// <param name="setting">Gives a setting's value, null if it is not set. Asked for <c>name__part</c> as in the environment, then <c>name:part</c>.</param>
    /// <param name="credential">Makes the credential of an identity; called only when there is no connection string.</param>
    /// <param name="name">The name of the connection.</param>
    /// <exception cref="StorageException">Neither is set.</exception>
    public static StorageConnection Read(Func<string, string?> setting, Func<StorageIdentity, TokenCredential> credential, string name = "AzureWebJobsStorage")
    {
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(credential);
        if (Value(setting, name) is { } connectionString) return new StorageConnection(name, setting, connectionString, null);
        if (!IsConfigured(setting, name))
        {
            throw new StorageException($"{name} is not set. Set it to a connection string (UseDevelopmentStorage=true for a local Azurite), or set {name}__accountName to use an identity.");
        }

        var identity = new StorageIdentity(Part(setting, name, "credential"), Part(setting, name, "clientId"));
        return new StorageConnection(name, setting, null, new StorageCredential(name, credential(identity)));
    }

    /// <summary>Makes a client of one of the account's services.</summary>
    /// <param name="service"><c>table</c>, <c>queue</c> or <c>blob</c>.</param>
    /// <param name="withConnectionString">Makes it from a connection string.</param>
    /// <param name="withIdentity">Makes it from the service's address and a credential.</param>
    /// <exception cref="StorageException">The settings hold no connection string or address that can be used. The message does not repeat them.</exception>
    public T Open<T>(string service, Func<string, T> withConnectionString, Func<Uri, TokenCredential, T> withIdentity)
    {
        ArgumentNullException.ThrowIfNull(withConnectionString);
        ArgumentNullException.ThrowIfNull(withIdentity);
        if (_connectionString is null) return withIdentity(AddressOf(service), _credential!);
        try
        {
            return withConnectionString(_connectionString);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            // The exception may hold the key: it is not passed on.
            throw new StorageException($"{_name} is no connection string with a {service} endpoint. It looks like DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net.");
        }
    }

    private Uri AddressOf(string service)
    {
        var setting = $"{service}ServiceUri";
        var address = Part(_setting, _name, setting)
            ?? (Part(_setting, _name, "accountName") is { } account ? $"https://{account}.{service}.core.windows.net" : null)
            ?? throw new StorageException($"{_name}__{setting} is not set, and {_name}__accountName neither.");
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            ? uri
            : throw new StorageException($"{_name}__{setting} (or {_name}__accountName) gives '{address}', which is no https address; an identity's token is sent over https only.");
    }

    private static string? Part(Func<string, string?> setting, string name, string part) => Value(setting, $"{name}__{part}") ?? Value(setting, $"{name}:{part}");

    private static string? Value(Func<string, string?> setting, string name) => setting(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
