using ErrorBudget.Pipeline.Tickets;

namespace ErrorBudget.Pipeline.Tests.Tickets;

/// <summary>Ends a process right before or right after one of its calls to storage or tracker.</summary>
/// <param name="fatalCall">Which call, from 1.</param>
/// <param name="after">Whether the call is made.</param>
internal sealed class Mortality(int fatalCall, bool after)
{
    private int _calls;

    /// <summary>Whether it has ended.</summary>
    public bool IsDead { get; private set; }

    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        if (IsDead) throw new DeathException();
        var isFatal = Interlocked.Increment(ref _calls) == fatalCall;
        if (isFatal && !after) Die();
        var result = await call();
        if (isFatal) Die();
        return result;
    }

    private void Die()
    {
        IsDead = true;
        throw new DeathException();
    }
}

internal sealed class DeathException : Exception;

internal sealed class MortalTransport(HttpMessageHandler inner, Mortality mortality) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        mortality.CallAsync(() => base.SendAsync(request, cancellationToken));
}

internal sealed class MortalTicketStore(ITicketStore tickets, Mortality mortality) : ITicketStore
{
    public Task<TicketState> LoadAsync(TicketKey key, CancellationToken cancellationToken) => mortality.CallAsync(() => tickets.LoadAsync(key, cancellationToken));

    public Task<TicketState?> SaveAsync(TicketKey key, TicketState state, CancellationToken cancellationToken) => mortality.CallAsync(() => tickets.SaveAsync(key, state, cancellationToken));
}
