using Azure;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.Tickets;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>Tickets as rows: a service's in one partition, the row key the SLO and the kind. Every change states the version it was made from.</summary>
internal sealed class TicketRows(TableCalls calls, StorageTraffic traffic) : ITicketStore
{
    /// <inheritdoc/>
    public async Task<TicketState> LoadAsync(TicketKey key, CancellationToken cancellationToken)
    {
        var found = await calls.RunAsync(
            $"load the {key} ticket", table => table.GetEntityIfExistsAsync<TableEntity>(PartitionOf(key), RowOf(key), cancellationToken: cancellationToken), cancellationToken);
        return found.HasValue ? Read(found.Value!) : new TicketState();
    }

    /// <inheritdoc/>
    public async Task<TicketState?> SaveAsync(TicketKey key, TicketState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        var row = Row(key, state);
        var version = await calls.RunAsync(
            $"keep the {key} ticket",
            async table =>
            {
                try
                {
                    var answer = state.Version is { } old
                        ? await table.UpdateEntityAsync(row, new ETag(old), TableUpdateMode.Replace, cancellationToken)
                        : await table.AddEntityAsync(row, cancellationToken);
                    return answer.Headers.ETag?.ToString("H") ?? "";
                }
                catch (RequestFailedException other) when (other.Status is 409 or 412 || (other.Status == 404 && other.ErrorCode == "ResourceNotFound"))
                {
                    return null;
                }
            },
            cancellationToken);
        if (version is null) return null;
        traffic.Wrote(1);
        return state with { Version = version };
    }

    private static TableEntity Row(TicketKey key, TicketState state) => new(PartitionOf(key), RowOf(key))
    {
        ["Tracker"] = state.Ticket?.Tracker,
        ["Number"] = state.Ticket?.Number,
        ["Url"] = state.Ticket?.Url.AbsoluteUri,
        ["Episode"] = state.Episode,
        ["BegunBy"] = state.BegunBy,
        ["BegunAt"] = state.BegunAt,
        ["EndedBy"] = state.EndedBy,
        ["EndedAt"] = state.EndedAt,
        ["ClaimedUntil"] = state.ClaimedUntil,
        ["IsUncertain"] = state.IsUncertain,
    };

    private TicketState Read(TableEntity row)
    {
        try
        {
            return new TicketState
            {
                Ticket = row.GetString("Number") is { } number
                    ? new TicketPlace(row.GetString("Tracker") ?? throw new InvalidDataException("Its property Tracker is missing."), number, new Uri(row.GetString("Url") ?? ""))
                    : null,
                Episode = row.GetString("Episode"),
                BegunBy = row.GetString("BegunBy"),
                BegunAt = row.GetDateTimeOffset("BegunAt"),
                EndedBy = row.GetString("EndedBy"),
                EndedAt = row.GetDateTimeOffset("EndedAt"),
                ClaimedUntil = row.GetDateTimeOffset("ClaimedUntil"),
                IsUncertain = row.GetBoolean("IsUncertain") ?? false,
                Version = row.ETag.ToString("H"),
            };
        }
        catch (Exception wrong) when (wrong is UriFormatException or InvalidDataException or InvalidOperationException)
        {
            throw calls.Unreadable(row, new InvalidDataException(wrong.Message, wrong));
        }
    }

    private static string PartitionOf(TicketKey key) => $"ticket|{KeyText.Escape(key.Slo.Service)}";

    private static string RowOf(TicketKey key) => $"{KeyText.Escape(key.Slo.Slo)}|{key.Kind}";
}
