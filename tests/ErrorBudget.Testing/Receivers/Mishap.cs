namespace ErrorBudget.Testing;

/// <summary>What goes wrong with one request.</summary>
public sealed record Mishap
{
    private Mishap()
    {
    }

    /// <summary>The answer that comes instead of the true one; null for none at all.</summary>
    public FakeAnswer? Instead { get; private init; }

    /// <summary>Whether the request is taken all the same.</summary>
    public bool IsTaken { get; private init; }

    /// <summary>Whether the connection stays open without an answer; otherwise it is cut.</summary>
    public bool IsSilent { get; private init; }

    /// <summary>Takes the request and never answers.</summary>
    public static Mishap Hang { get; } = new() { IsTaken = true, IsSilent = true };

    /// <summary>Takes the request and cuts the connection.</summary>
    public static Mishap TakeAndDrop { get; } = new() { IsTaken = true };

    /// <summary>Answers something else and takes nothing.</summary>
    public static Mishap Answer(FakeAnswer answer) => new() { Instead = answer };

    /// <summary>Answers something else and takes nothing.</summary>
    public static Mishap Answer(int status, string body = "", string? retryAfter = null) => Answer(new FakeAnswer(status, body) { RetryAfter = retryAfter });
}
