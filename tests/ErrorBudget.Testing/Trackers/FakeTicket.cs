namespace ErrorBudget.Testing;

/// <summary>A ticket in a fake tracker.</summary>
public sealed class FakeTicket
{
    private readonly Lock _lock = new();
    private readonly List<FakeComment> _comments = [];

    public required int Id { get; init; }

    /// <summary>What the tracker calls it.</summary>
    public required string Number { get; init; }

    public required string Title { get; init; }

    /// <summary>The description as it was sent.</summary>
    public required string Body { get; set; }

    /// <summary>Its labels or tags.</summary>
    public required IReadOnlyList<string> Tags { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its status, state or "open" and "closed", by tracker.</summary>
    public required string State { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>Only for GitHub: whether it is a pull request.</summary>
    public bool IsPullRequest { get; init; }

    public IReadOnlyList<FakeComment> Comments
    {
        get
        {
            lock (_lock) return [.. _comments];
        }
    }

    public FakeComment Comment(string body, DateTimeOffset at)
    {
        lock (_lock)
        {
            var comment = new FakeComment(_comments.Count + 1, body, at);
            _comments.Add(comment);
            return comment;
        }
    }
}

/// <summary>A comment as it was sent.</summary>
public sealed record FakeComment(int Id, string Body, DateTimeOffset CreatedAt);
