using System.Collections.Immutable;
using Azure.Core;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>The Prometheus servers of the policy in force; when it names others, new connections are made.</summary>
/// <param name="policy">The policy in force.</param>
/// <param name="credential">Makes the credential that asks Azure Monitor workspaces; called only when the policy has one.</param>
/// <param name="time">The clock.</param>
/// <param name="instruments">Where queries are counted.</param>
/// <param name="loggers">Where retries are told.</param>
public sealed class CurrentPrometheusSources(
    PolicyInForce policy, Func<TokenCredential> credential, TimeProvider time, PrometheusInstruments instruments, ILoggerFactory loggers) : ISliSource, IDisposable
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, PrometheusSettings>? _servers;
    private PrometheusSources? _sources;
    private PrometheusSources? _replaced;

    /// <inheritdoc/>
    public async Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken)
    {
        if (await policy.CurrentAsync(cancellationToken) is not { } current)
            return SliReading.Failed(objectives, "no policy is in force, so no Prometheus server is known");

        return await SourcesOf(current.Prometheus).ReadAsync(objectives, range, resolution, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sources?.Dispose();
        _replaced?.Dispose();
    }

    private PrometheusSources SourcesOf(ImmutableDictionary<string, PrometheusSettings> servers)
    {
        lock (_lock)
        {
            if (_sources is not null && _servers is not null && IsSame(_servers, servers)) return _sources;

            // A reading may still be under way on the ones replaced now; those before them are done.
            _replaced?.Dispose();
            _replaced = _sources;
            _servers = servers;
            return _sources = new PrometheusSources(
                servers, servers.Values.Any(server => server.AzureManaged) ? credential() : null, time, instruments, loggers);
        }
    }

    private static bool IsSame(ImmutableDictionary<string, PrometheusSettings> one, ImmutableDictionary<string, PrometheusSettings> other) =>
        ReferenceEquals(one, other) || (one.Count == other.Count && one.All(server => other.TryGetValue(server.Key, out var settings) && server.Value.Equals(settings)));
}
