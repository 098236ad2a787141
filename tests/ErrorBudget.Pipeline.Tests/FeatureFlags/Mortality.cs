namespace ErrorBudget.Pipeline.Tests.FeatureFlags;

/// <summary>Lets a process die right before or right after one of the calls it makes to the outside.</summary>
internal sealed class Mortality
{
    private int _fatal = int.MaxValue;
    private bool _after;

    /// <summary>How many calls were made since the last birth.</summary>
    public int Calls { get; private set; }

    /// <summary>The call to die at, and whether after it.</summary>
    public (int Fatal, bool After) Plan => (_fatal, _after);

    /// <summary>A new process, which dies at a call; it lives if there is no such call.</summary>
    public void Begin(int fatal = int.MaxValue, bool after = false) => (Calls, _fatal, _after) = (0, fatal, after);

    public async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        var isFatal = ++Calls >= _fatal;
        if (isFatal && !_after) throw new DeathException();
        var result = await call();
        return isFatal ? throw new DeathException() : result;
    }

    public sealed class DeathException : Exception;

    /// <summary>The calls of an HTTP client.</summary>
    public sealed class Handler(Mortality mortality, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            mortality.RunAsync(() => base.SendAsync(request, cancellationToken));
    }
}
