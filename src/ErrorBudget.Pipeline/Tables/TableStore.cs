using System.Diagnostics.Metrics;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.FeatureFlags;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tickets;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// The ledger in one table of Azure Table Storage. A slot is a partition. An SLO's record is one row, its sealed hours are
/// properties of one row a day, outbox records are rows: what one commit changes fits one entity-group transaction.
/// </summary>
/// <remarks>
/// One commit may write 100 rows and 3.5 MB: its head, up to 99 days of sealed hours and outbox records. Larger ones, like an
/// record of more than 64 KiB or an outbox record of more than 16 KiB, are refused with <see cref="ArgumentException"/>. When a call
/// fails with <see cref="StorageException"/> some of its commits may be stored: read again, the versions tell.
/// </remarks>
public sealed class TableStore : ILedgerStore
{
    private static readonly string[] _keys = ["PartitionKey", "RowKey"];
    private static readonly string[] _head = ["PartitionKey", "RowKey", "Record"];

    private readonly TableStoreOptions _options;
    private readonly TableCalls _calls;
    private readonly TableCalls _auditCalls;
    private readonly Transactions _transactions;
    private readonly StorageTraffic _traffic;

    private TableStore(TableClient table, TableClient audit, TableStoreOptions options, StorageTraffic traffic)
    {
        _options = options;
        _traffic = traffic;
        _calls = new TableCalls(table);
        _auditCalls = new TableCalls(audit);
        _transactions = new Transactions(_calls, traffic);
        Policies = new PolicyArchive(_calls, traffic);
        Audit = new AuditTable(_auditCalls, traffic);
        SignOffs = new SignOffRows(_calls, traffic);
        Adjustments = new AdjustmentRows(_calls, traffic);
        Checks = new PendingChecks(_calls, traffic);
        var deliveries = new DeliveryRows(_calls, _transactions, traffic);
        Deliveries = deliveries;
        Dated =
        [
            AuditTable.Old(_auditCalls, new Transactions(_auditCalls, traffic), options.PurgeLimit),
            SignOffRows.Old(_calls, _transactions, options.PurgeLimit),
            deliveries,
            new OldCounts(_calls, _transactions, options.PurgeLimit),
            new OldCountIds(_calls, traffic, options.PurgeLimit),
        ];
        Tickets = new TicketRows(_calls, traffic);
        Flags = new FlagRows(_calls, traffic);
        Counts = new CountRows(_calls, traffic);
        Rows = [new TableRows("budgets", _calls, traffic), new TableRows("audit", _auditCalls, traffic)];
    }

    /// <summary>Where the last good policy is kept, in the same table.</summary>
    public IPolicyArchive Policies { get; }

    /// <summary>The audit trail, in a table of its own.</summary>
    public IAuditTrail Audit { get; }

    /// <summary>The sign-offs, in the same table.</summary>
    public ISignOffStore SignOffs { get; }

    /// <summary>The adjustments that people made, in the same table.</summary>
    public IAdjustmentStore Adjustments { get; }

    /// <summary>What became of errands, in the same table.</summary>
    public IDeliveryStore Deliveries { get; }

    /// <summary>Where checks of Azure DevOps wait, in the same table.</summary>
    public IPendingChecks Checks { get; }

    /// <summary>What was pushed, in the same table.</summary>
    public ICountStore Counts { get; }

    /// <summary>What is kept for as long as the policy says: audit rows, sign-offs, pushed counts.</summary>
    public IReadOnlyList<IDatedRows> Dated { get; }
    /// <summary>Which tickets there are, in the same table.</summary>
    public ITicketStore Tickets { get; }
    /// <summary>What was done to feature flags, in the same table.</summary>
    public IFlagRecords Flags { get; }

    /// <summary>The tables as they are stored, for backups.</summary>
    public IReadOnlyList<TableRows> Rows { get; }

    /// <summary>A store over a storage account. Nothing is called yet.</summary>
    /// <param name="connection">The account.</param>
    /// <param name="options">The table and how it is called.</param>
    /// <param name="meter">Takes the counters of calls, bytes and entities.</param>
    /// <exception cref="StorageException">The connection's settings cannot be used.</exception>
    /// <exception cref="ArgumentException">The table's name is none.</exception>
    public static TableStore Connect(StorageConnection connection, TableStoreOptions options, Meter meter) => Connect(connection, options, meter, null);

    /// <inheritdoc cref="Connect(StorageConnection, TableStoreOptions, Meter)"/>
    internal static TableStore Connect(StorageConnection connection, TableStoreOptions options, Meter meter, HttpPipelineTransport? transport)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        if (options.TableName is not { Length: >= 3 and <= TableStoreOptions.LongestTableName } name || !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException($"'{options.TableName}' is no table name: 3 to {TableStoreOptions.LongestTableName} ASCII letters and digits, the first a letter.", nameof(options));
        }

        var traffic = new StorageTraffic(meter);
        var client = new TableClientOptions
        {
            Retry =
            {
                Mode = RetryMode.Exponential,
                MaxRetries = options.Retries,
                Delay = options.RetryDelay,
                MaxDelay = options.LongestRetryDelay,
                NetworkTimeout = options.AttemptTimeout,
            },
        };
        client.AddPolicy(traffic, HttpPipelinePosition.PerRetry);
        if (transport is not null) client.Transport = transport;
        var account = connection.Open("table", text => new TableServiceClient(text, client), (uri, credential) => new TableServiceClient(uri, credential, client));
        return new TableStore(account.GetTableClient(name), account.GetTableClient(options.AuditTableName), options, traffic);
    }

    /// <inheritdoc/>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        foreach (var calls in (TableCalls[])[_calls, _auditCalls])
        {
            for (var attempt = 1; !await TryCreateAsync(calls, isLast: attempt == _options.CreateAttempts, cancellationToken); attempt++) await Task.Delay(_options.BeingDeletedDelay, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<SlotRows<StoredSlo>> LoadAsync(Slot slot, CancellationToken cancellationToken)
    {
        var rows = await _calls.QueryAsync($"load the SLOs of {slot}", RowKeys.Prefixed(slot.ToString(), RowKeys.Heads), _head, int.MaxValue, cancellationToken);
        return BySlo(rows, Stored);
    }

    /// <inheritdoc/>
    public async Task<SloRecord?> FindAsync(SloId slo, CancellationToken cancellationToken) =>
        await RowAsync($"load {slo}", slo, RowKeys.Head(slo), _head, cancellationToken) is { } row ? Stored(row).Record : null;

    /// <inheritdoc/>
    public async Task<SlotRows<LedgerSegment>> LoadHourAsync(Slot slot, Minute hour, CancellationToken cancellationToken)
    {
        var property = RowKeys.HourProperty(hour);
        var filter = RowKeys.Prefixed(slot.ToString(), RowKeys.DaysOf(hour));
        var rows = await _calls.QueryAsync($"load hour {hour.Hour} of {slot}", filter, [.. _keys, property], int.MaxValue, cancellationToken);
        return BySlo(rows.Where(row => row.ContainsKey(property)), row => Hour(row, hour.Hour));
    }

    /// <inheritdoc/>
    /// <remarks>Hours that lie in the stretch in part are among them.</remarks>
    public async Task<IReadOnlyList<LedgerSegment>> LoadHoursAsync(SloId slo, MinuteRange range, CancellationToken cancellationToken)
    {
        if (range.IsEmpty) return [];
        var first = range.Start.Day;
        var days = new IReadOnlyList<LedgerSegment>[((range.End - 1).Day - first) / Minute.PerDay + 1];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.ParallelReads, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, days.Length, parallel, async (i, token) => days[i] = await LoadDayAsync(slo, first + (i * Minute.PerDay), range, token));
        return [.. days.SelectMany(day => day)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<SloId, string>> CommitAsync(Slot slot, IReadOnlyList<SloCommit> commits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commits);
        List<SloWrites> all = [.. commits.Select(commit => SloWrites.Of(slot, commit))];
        if (all.SelectMany(writes => writes.Actions).GroupBy(action => action.Entity.RowKey).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The commits write row '{twice.Key}' more than once.", nameof(commits));
        }

        var versions = new Dictionary<SloId, string>(commits.Count);
        foreach (var batch in SloWrites.Pack(all))
        {
            foreach (var (slo, version) in await _transactions.CommitAsync(slot, batch, cancellationToken)) versions.Add(slo, version);
        }

        return versions;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OutboxRecord>> LoadOutboxAsync(Slot slot, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var rows = await _calls.QueryAsync($"load the outbox of {slot}", RowKeys.Prefixed(slot.ToString(), RowKeys.Outboxes), [.. _keys, "Json"], limit, cancellationToken);
        return rows.ConvertAll(row => Decode(row, () =>
        {
            var (at, id) = RowKeys.OutboxOf(row.RowKey);
            return new OutboxRecord(id, at, Property<string>(row, "Json"));
        }));
    }

    /// <inheritdoc/>
    public Task RemoveFromOutboxAsync(Slot slot, IReadOnlyCollection<OutboxRecord> records, CancellationToken cancellationToken) =>
        _transactions.DeleteAsync($"remove {records.Count} records from the outbox of {slot}", slot.ToString(), records.Select(RowKeys.Outbox), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>At most <see cref="TableStoreOptions.PurgeLimit"/> rows a call: when as many were deleted, there may be more.</remarks>
    public async Task<int> PurgeAsync(Slot slot, Minute day, CancellationToken cancellationToken)
    {
        var filter = RowKeys.Between(slot.ToString(), RowKeys.Days, RowKeys.DaysOf(day));
        var rows = await _calls.QueryAsync($"list the days of {slot} before {day.Day}", filter, _keys, _options.PurgeLimit, cancellationToken);
        return await _transactions.DeleteAsync($"delete the days of {slot} before {day.Day}", slot.ToString(), rows.Select(row => row.RowKey), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task SaveRunAsync(RunReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var row = new TableEntity(RowKeys.RunPartition, RowKeys.Run(report.Shard)) { ["Report"] = StoredJson.Write(report) };
        await _calls.RunAsync($"save the run report of shard {report.Shard}", table => table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
        _traffic.Wrote(1);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunReport>> LoadRunsAsync(CancellationToken cancellationToken)
    {
        var rows = await _calls.QueryAsync("load the run reports", $"PartitionKey eq '{RowKeys.RunPartition}'", [.. _keys, "Report"], int.MaxValue, cancellationToken);
        return rows.ConvertAll(row => Decode(row, () => StoredJson.Read(Property<string>(row, "Report"))));
    }

    private static Task<bool> TryCreateAsync(TableCalls calls, bool isLast, CancellationToken cancellationToken) => calls.RunAsync(
        "make the table",
        async table =>
        {
            try
            {
                await table.CreateIfNotExistsAsync(cancellationToken);
                return true;
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.TableBeingDeleted && !isLast)
            {
                return false;
            }
        },
        cancellationToken);

    private async Task<IReadOnlyList<LedgerSegment>> LoadDayAsync(SloId slo, Minute day, MinuteRange range, CancellationToken cancellationToken)
    {
        List<Minute> hours = [.. Enumerable.Range(0, 24).Select(i => day + (i * Minute.PerHour)).Where(hour => hour < range.End && hour + Minute.PerHour > range.Start)];
        var row = await RowAsync($"load {day:d} of {slo}", slo, RowKeys.Day(day, slo), [.. _keys, .. hours.Select(RowKeys.HourProperty)], cancellationToken);
        return row is null ? [] : [.. hours.Where(hour => row.ContainsKey(RowKeys.HourProperty(hour))).Select(hour => Hour(row, hour))];
    }

    /// <summary>A row of an SLO; null if there is none. What no key can name was never stored.</summary>
    private async Task<TableEntity?> RowAsync(string action, SloId slo, string rowKey, string[] select, CancellationToken cancellationToken)
    {
        if (rowKey.Length > RowKeys.MaximumLength) return null;
        var found = await _calls.RunAsync(action, table => table.GetEntityIfExistsAsync<TableEntity>(Slot.Of(slo).ToString(), rowKey, select, cancellationToken), cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    private StoredSlo Stored(TableEntity row) => Decode(row, () =>
        new StoredSlo(RecordFormat.Decode(RowKeys.SloOf(row.RowKey), Property<byte[]>(row, "Record")), row.ETag.ToString("H")));

    private LedgerSegment Hour(TableEntity row, Minute hour) => Decode(row, () => RecordFormat.DecodeHour(hour, Property<byte[]>(row, RowKeys.HourProperty(hour))));

    private SlotRows<T> BySlo<T>(IEnumerable<TableEntity> rows, Func<TableEntity, T> read)
        where T : class
    {
        var (slos, unreadable) = (new Dictionary<SloId, T>(), new Dictionary<SloId, StorageException>());
        foreach (var row in rows)
        {
            var slo = Decode(row, () => RowKeys.SloOf(row.RowKey));
            try
            {
                slos.Add(slo, read(row));
            }
            catch (StorageException damage)
            {
                unreadable.Add(slo, damage);
            }
        }

        return new SlotRows<T>(slos, unreadable);
    }

    private static T Property<T>(TableEntity row, string name) =>
        row.TryGetValue(name, out var value) && value is T typed ? typed : throw new InvalidDataException($"Its property {name} is missing or of another type.");

    private T Decode<T>(TableEntity row, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (InvalidDataException exception)
        {
            throw _calls.Unreadable(row, exception);
        }
    }
}
