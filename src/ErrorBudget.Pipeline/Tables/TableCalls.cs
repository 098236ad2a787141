using Azure;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>Calls to one table, whose failures become a <see cref="StorageException"/> that says what failed, where, and what to do.</summary>
internal sealed class TableCalls
{
    private readonly TableClient _table;
    private readonly string _place;

    public TableCalls(TableClient table)
    {
        _table = table;

        // Without the query, where a shared access signature would be.
        _place = $"table {table.Name} at {table.Uri.GetLeftPart(UriPartial.Authority)}";
    }

    /// <summary>Makes a call.</summary>
    /// <param name="action">What it does, for a message: "load the outbox of s00".</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends it; then <see cref="OperationCanceledException"/> comes through as it is.</param>
    public async Task<T> RunAsync<T>(string action, Func<TableClient, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(_table);
        }
        catch (RequestFailedException exception)
        {
            throw Failure(action, exception.Status == 0 ? Line(exception) : $"{exception.Status} {exception.ErrorCode}".TrimEnd(), HintFor(exception.Status, exception.ErrorCode), exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(action, "no answer in time", HintFor(0, null), exception);
        }
        catch (AggregateException exception)
        {
            // What the client throws when every attempt failed before there was an answer.
            throw Failure(action, Line(exception.InnerExceptions[^1]), HintFor(0, null), exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw Failure(action, Line(exception), HintFor(0, null), exception);
        }
    }

    /// <summary>The rows of a filter with some of their properties, at most <paramref name="limit"/>, in order of their keys.</summary>
    /// <remarks>Pages hold up to 1,000 rows and may be empty and still not the last.</remarks>
    public Task<List<TableEntity>> QueryAsync(string action, string filter, IEnumerable<string> select, int limit, CancellationToken cancellationToken) =>
        RunAsync(
            action,
            async table =>
            {
                var rows = new List<TableEntity>();
                await foreach (var row in table.QueryAsync<TableEntity>(filter, Math.Min(limit, 1000), select, cancellationToken))
                {
                    rows.Add(row);
                    if (rows.Count == limit) break;
                }

                return rows;
            },
            cancellationToken);

    /// <summary>The exception for a row whose content cannot be read.</summary>
    public StorageException Unreadable(TableEntity row, InvalidDataException exception) => new(
        $"Row {row.PartitionKey} '{row.RowKey}' of {_place} cannot be read: {exception.Message} Run the version of this program that wrote it, or delete the row and lose what it holds.",
        exception);

    /// <summary>The exception for a call that failed.</summary>
    public StorageException Failure(string action, string what, string hint, Exception? exception) => new($"Could not {action} ({_place}): {what}. {hint}", exception);

    private static string Line(Exception exception) => exception.Message.Split('\n', 2)[0].TrimEnd('\r', '.', ' ');

    private static string HintFor(int status, string? code) => (status, code) switch
    {
        (0, _) => "Check that storage runs, that its firewall lets this program in, and AzureWebJobsStorage.",
        (400, "InvalidHeaderValue") => "If this is Azurite, start it with --skipApiVersionCheck.",
        (401 or 403, _) => "Check the key in AzureWebJobsStorage, or give the identity the role 'Storage Table Data Contributor'.",
        (404, "TableNotFound") => "The table was deleted; it is made when the app starts.",
        (408 or 429 or >= 500, _) => "Storage is busy or down; the next evaluation tries again.",
        _ => "Look up the error code under 'Table Storage error codes'.",
    };
}
