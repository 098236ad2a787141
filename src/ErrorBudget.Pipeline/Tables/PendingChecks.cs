using Azure;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Gate;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// Checks that wait, one row each. <c>Due</c> is when somebody should look at the row: a claim moves it ahead, and what is
/// left of an answered check is deleted then. Every change states the version it was made from. Properties that were added
/// later may be missing.
/// </summary>
internal sealed class PendingChecks(TableCalls calls, StorageTraffic traffic) : IPendingChecks
{
    private const string Partition = "check";
    private const int Attempts = 5;
    private const int ForgetLimit = 1000;

    /// <summary>How long a row that cannot be read is kept for who wants to know why.</summary>
    private static readonly TimeSpan Aside = TimeSpan.FromDays(7);

    private static readonly string[] _keys = ["PartitionKey", "RowKey"];

    /// <inheritdoc/>
    public async Task<bool> RememberAsync(PendingCheck check, CancellationToken cancellationToken)
    {
        var action = $"remember check {check.Task.Key}";
        var row = Row(check, check.AskedAt);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await WriteAsync(action, table => table.AddEntityAsync(row, cancellationToken), cancellationToken) is not null) return true;
            var found = await calls.RunAsync(action, table => table.GetEntityIfExistsAsync<TableEntity>(Partition, check.Task.Key, ["TokenDigest"], cancellationToken), cancellationToken);
            if (!found.HasValue) continue;
            if (found.Value!.GetString("TokenDigest") == check.TokenDigest) return false;
            if (await WriteAsync(action, table => table.UpdateEntityAsync(row, found.Value.ETag, TableUpdateMode.Replace, cancellationToken), cancellationToken) is not null) return true;
        }

        throw calls.Failure(action, $"others changed the row {Attempts} times meanwhile", "The task may ask again.", null);
    }

    /// <inheritdoc/>
    public Task<DueChecks> LoadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        LoadAsync("load the checks that are due", TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and IsOpen eq true and Due le {now}"), limit, now, cancellationToken);

    /// <inheritdoc/>
    public Task<DueChecks> LoadDueAsync(string key, DateTimeOffset now, CancellationToken cancellationToken) =>
        LoadAsync($"load check {key}", TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey eq {key} and IsOpen eq true and Due le {now}"), 1, now, cancellationToken);

    /// <inheritdoc/>
    public async Task<PendingCheck?> SaveAsync(PendingCheck check, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var row = Row(check, due);
        var version = await WriteAsync($"save check {check.Task.Key}", table => table.UpdateEntityAsync(row, VersionOf(check), TableUpdateMode.Replace, cancellationToken), cancellationToken);
        return version is null ? null : check with { Version = version };
    }

    /// <inheritdoc/>
    public Task CloseAsync(PendingCheck check, DateTimeOffset forget, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, check.Task.Key)
        {
            ["IsOpen"] = false,
            ["Due"] = forget,
            ["TokenDigest"] = check.TokenDigest,
            ["Verdict"] = check.Verdict?.ToString(),
        };
        return WriteAsync($"close check {check.Task.Key}", table => table.UpdateEntityAsync(row, VersionOf(check), TableUpdateMode.Replace, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ForgetAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and IsOpen eq false and Due le {now}");
        foreach (var row in await calls.QueryAsync("list the checks to forget", filter, _keys, ForgetLimit, cancellationToken))
            await WriteAsync($"forget check {row.RowKey}", table => table.DeleteEntityAsync(row, row.ETag, cancellationToken), cancellationToken);
    }

    private async Task<DueChecks> LoadAsync(string action, string filter, int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var checks = new List<PendingCheck>();
        var aside = new List<string>();
        foreach (var row in await calls.QueryAsync(action, filter, [], limit, cancellationToken))
        {
            try
            {
                checks.Add(Check(row));
            }
            catch (InvalidDataException wrong)
            {
                if (await SetAsideAsync(row, wrong, now, cancellationToken)) aside.Add($"{calls.Unreadable(row, wrong).Message} It is set aside until {now + Aside:u}; its task has to ask again.");
            }
        }

        return new DueChecks(checks, aside);
    }

    /// <summary>Takes a row that cannot be read out of the way, without its token, which nobody can use any more.</summary>
    /// <returns>Whether this call did it.</returns>
    private async Task<bool> SetAsideAsync(TableEntity row, InvalidDataException wrong, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var left = new TableEntity(row) { ["IsOpen"] = false, ["Due"] = now + Aside, ["SetAside"] = wrong.Message };
        left.Remove("Token");

        // Asked again with the same token it is a new check.
        left.Remove("TokenDigest");
        return await WriteAsync($"set check {row.RowKey} aside", table => table.UpdateEntityAsync(left, row.ETag, TableUpdateMode.Replace, cancellationToken), cancellationToken) is not null;
    }

    /// <summary>Writes a row.</summary>
    /// <returns>Its new version; null if it is there already, is gone, or was changed by others.</returns>
    private async Task<string?> WriteAsync(string action, Func<TableClient, Task<Response>> write, CancellationToken cancellationToken)
    {
        var version = await calls.RunAsync(
            action,
            async table =>
            {
                try
                {
                    return (await write(table)).Headers.ETag?.ToString("H") ?? "";
                }
                catch (RequestFailedException other) when (other.Status is 409 or 412 || (other.Status == 404 && other.ErrorCode == "ResourceNotFound"))
                {
                    return null;
                }
            },
            cancellationToken);
        if (version is not null) traffic.Wrote(1);
        return version;
    }

    private static ETag VersionOf(PendingCheck check) => new(check.Version ?? throw new ArgumentException("The check was not read from the store.", nameof(check)));

    private static TableEntity Row(PendingCheck check, DateTimeOffset due) => new(Partition, check.Task.Key)
    {
        ["IsOpen"] = true,
        ["Due"] = due,
        ["PlanUrl"] = check.Task.PlanUrl.ToString(),
        ["ProjectId"] = check.Task.ProjectId,
        ["HubName"] = check.Task.HubName,
        ["PlanId"] = check.Task.PlanId,
        ["JobId"] = check.Task.JobId,
        ["TimelineId"] = check.Task.TimelineId,
        ["TaskInstanceId"] = check.Task.TaskInstanceId,
        ["Service"] = check.Question.Service,
        ["Slo"] = check.Question.Slo,
        ["Change"] = check.Question.Change.ToString(),
        ["Token"] = check.SealedToken.ToArray(),
        ["TokenDigest"] = check.TokenDigest,
        ["AskedAt"] = check.AskedAt,
        ["WaitUntil"] = check.WaitUntil,
        ["Verdict"] = check.Verdict?.ToString(),
        ["Told"] = check.Told,
        ["PipelineRun"] = check.Question.PipelineRun,
        ["AskedBy"] = check.Question.AskedBy,
        ["Unrecorded"] = check.Unrecorded is { } entry ? AuditJson.Write(entry) : null,
    };

    /// <exception cref="InvalidDataException">The row holds no check.</exception>
    private static PendingCheck Check(TableEntity row)
    {
        try
        {
            var task = new CheckTask(
                new Uri(Property<string>(row, "PlanUrl")), Property<Guid>(row, "ProjectId"), Property<string>(row, "HubName"), Property<Guid>(row, "PlanId"),
                Property<Guid>(row, "JobId"), Property<Guid>(row, "TimelineId"), Property<Guid>(row, "TaskInstanceId"));
            return new PendingCheck
            {
                Task = task,
                Question = new GateRequest(Property<string>(row, "Service"), Text(row, "Slo"), Named<ChangeKind>(row, "Change"))
                {
                    PipelineRun = Text(row, "PipelineRun"),
                    AskedBy = Text(row, "AskedBy"),
                },
                SealedToken = Property<byte[]>(row, "Token"),
                TokenDigest = Property<string>(row, "TokenDigest"),
                AskedAt = Property<DateTimeOffset>(row, "AskedAt"),
                WaitUntil = Property<DateTimeOffset>(row, "WaitUntil"),
                Verdict = Text(row, "Verdict") is null ? null : Named<CheckVerdict>(row, "Verdict"),
                Told = Text(row, "Told"),
                Unrecorded = Text(row, "Unrecorded") is { } entry ? AuditJson.Read(entry) : null,
                Version = row.ETag.ToString("H"),
            };
        }
        catch (UriFormatException wrong)
        {
            throw new InvalidDataException($"Its property PlanUrl is no address: {wrong.Message}", wrong);
        }
    }

    private static T Property<T>(TableEntity row, string name) =>
        row.TryGetValue(name, out var value) && value is T typed ? typed : throw new InvalidDataException($"Its property {name} is missing or of another type.");

    /// <summary>A text; null if the row has none.</summary>
    private static string? Text(TableEntity row, string name) => row.TryGetValue(name, out var value) && value is not null ? Property<string>(row, name) : null;

    private static T Named<T>(TableEntity row, string name)
        where T : struct, Enum =>
        Enum.TryParse<T>(Property<string>(row, name), out var value) && Enum.IsDefined(value) ? value : throw new InvalidDataException($"Its property {name} has a value this program does not know.");
}
