using Azure.Core;

namespace ErrorBudget.Pipeline.Storage;

/// <summary>An identity whose failure to give a token reads as what it is: storage cannot be reached.</summary>
internal sealed class StorageCredential : TokenCredential
{
    private readonly string _connection;
    private readonly TokenCredential _identity;

    public StorageCredential(string connection, TokenCredential identity)
    {
        _connection = connection;
        _identity = identity;
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        try
        {
            return _identity.GetToken(requestContext, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw NoToken(exception);
        }
    }

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        try
        {
            return await _identity.GetTokenAsync(requestContext, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw NoToken(exception);
        }
    }

    private StorageException NoToken(Exception exception) => new(
        $"The identity for {_connection} got no token: {exception.Message.Split('\n', 2)[0].TrimEnd('\r', '.')}. Check {_connection}__credential and {_connection}__clientId, and that this machine has the identity.",
        exception);
}
