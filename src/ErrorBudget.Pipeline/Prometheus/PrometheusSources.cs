using System.Security.Cryptography;
using Azure.Core;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>
/// All Prometheus servers of a policy as one source: every objective is read from the server its SLI names. A server
/// that fails does not affect what is read from the others.
/// </summary>
public sealed class PrometheusSources : ISliSource, IDisposable
{
    private readonly Dictionary<string, ISliSource> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unusable = new(StringComparer.Ordinal);
    private readonly List<HttpClient> _clients = [];

    /// <summary>The servers of a policy. One whose settings cannot be used fails when it is read, with the reason.</summary>
    /// <param name="servers">The servers by name.</param>
    /// <param name="credential">Who asks Azure Monitor workspaces; null if there is none.</param>
    /// <param name="time">The clock of timeouts, waits and tokens.</param>
    /// <param name="instruments">Where queries are counted.</param>
    /// <param name="loggers">Where retries are told.</param>
    /// <param name="limits">How much is asked at once; null for <see cref="PrometheusLimits.Default"/>.</param>
    public PrometheusSources(
        IReadOnlyDictionary<string, PrometheusSettings> servers,
        TokenCredential? credential,
        TimeProvider time,
        PrometheusInstruments instruments,
        ILoggerFactory loggers,
        PrometheusLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(servers);
        foreach (var (name, settings) in servers)
        {
            try
            {
                var client = PrometheusHttp.CreateClient(settings, credential, time);
                _clients.Add(client);
                _sources.Add(name, new PrometheusSliSource(name, settings, client, time, instruments, loggers.CreateLogger<PrometheusSliSource>(), limits));
            }
            catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException or CryptographicException)
            {
                _unusable.Add(name, $"Prometheus \"{name}\" at {settings} cannot be used: {e.Message}");
            }
        }
    }

    /// <inheritdoc/>
    public async Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken)
    {
        var readings = await Task.WhenAll(objectives
            .GroupBy(objective => objective.Sli.Source, StringComparer.Ordinal)
            .Select(group => ReadAsync(group.Key, [.. group], range, resolution, cancellationToken)));
        return SliReading.Of(readings);
    }

    /// <summary>Closes the connections; no reading may be under way.</summary>
    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
    }

    private Task<SliReading> ReadAsync(string name, Objective[] objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken)
    {
        if (_sources.TryGetValue(name, out var source)) return source.ReadAsync(objectives, range, resolution, cancellationToken);
        if (!_unusable.TryGetValue(name, out var reason))
            reason = $"There is no Prometheus server \"{name}\" in the policy. Known: {string.Join(", ", _sources.Keys.Concat(_unusable.Keys).Order(StringComparer.Ordinal))}.";
        return Task.FromResult(SliReading.Failed(objectives, reason));
    }
}
