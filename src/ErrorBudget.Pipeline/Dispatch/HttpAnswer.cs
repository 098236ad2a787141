namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>What an outside system answered, or that it did not.</summary>
/// <param name="Place">The host, for messages: never the path or query, which may be secret.</param>
/// <param name="Status">The HTTP status; 0 if there was no answer.</param>
/// <param name="Body">The beginning of the body as text; what went wrong if there was no answer.</param>
public sealed record HttpAnswer(string Place, int Status, string Body)
{
    /// <summary>When the system wants to be called again, if it says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The version of what was read or written, if it says so.</summary>
    public string? ETag { get; init; }

    /// <summary>Whether the request may have had its effect although no answer came.</summary>
    public bool MayHaveArrived { get; init; }

    /// <summary>Whether nothing came for as long as one is patient.</summary>
    internal bool IsSilence { get; init; }

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether another attempt is worth it: no answer, 408, 425, 429 or 5xx.</summary>
    public bool IsTransient => Status is 0 or 408 or 425 or 429 or >= 500;

    /// <summary>The receipt for what did not succeed, by its status.</summary>
    /// <param name="why">What the system says is wrong, without any secret; null for nothing.</param>
    public Receipt Failure(string? why = null)
    {
        var detail = Status == 0 ? $"{Place} gave no answer: {Body}" : FormattableString.Invariant($"{Place} answered {Status}{(why is null ? "" : ": ")}{why}");
        return IsTransient
            ? Receipt.Unavailable(detail, RetryAfter) with { MayHaveArrived = MayHaveArrived }
            : Receipt.Refused(detail);
    }
}
