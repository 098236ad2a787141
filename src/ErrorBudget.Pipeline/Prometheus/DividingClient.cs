using System.Collections.Immutable;
using ErrorBudget.Pipeline.Collect;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Asks in halves what the server says is too much at once.</summary>
/// <param name="client">What asks.</param>
/// <param name="halvings">How often a query is halved before it is given up.</param>
/// <param name="logger">Where it is told.</param>
internal sealed class DividingClient(PrometheusClient client, int halvings, ILogger logger)
{
    /// <summary>Evaluates an expression over a grid.</summary>
    /// <param name="services">The services it is about; empty if it cannot be asked for some of them.</param>
    /// <param name="grid">The instants.</param>
    /// <param name="expression">The expression for some of the services.</param>
    /// <param name="take">Takes the answer for some of the instants and services; called once for each part.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="PrometheusException">It failed, and dividing it does not help.</exception>
    public Task AskAsync(
        ImmutableArray<string> services,
        BucketGrid grid,
        Func<ImmutableArray<string>, string> expression,
        Action<PrometheusAnswer, BucketGrid, ImmutableArray<string>> take,
        CancellationToken cancellationToken)
    {
        return Ask(services, grid, halvings);

        async Task Ask(ImmutableArray<string> services, BucketGrid grid, int halvings)
        {
            try
            {
                take(await client.QueryAsync(new PrometheusQuery(expression(services), grid), cancellationToken), grid, services);
                return;
            }
            catch (PrometheusException e) when (e.Fault == PrometheusFault.TooMuch && halvings > 0 && (grid.Count > 1 || services.Length > 1))
            {
                logger.LogInformation(
                    "Asking Prometheus \"{Source}\" for {Services} services and {Grid} in halves: {Reason}", client.Name, services.Length, grid, e.Message);
            }

            if (grid.Count > 1)
            {
                var half = grid.Count / 2;
                await Ask(services, grid.Slice(0, half), halvings - 1);
                await Ask(services, grid.Slice(half, grid.Count - half), halvings - 1);
            }
            else
            {
                var half = services.Length / 2;
                await Ask(services[..half], grid, halvings - 1);
                await Ask(services[half..], grid, halvings - 1);
            }
        }
    }
}
