using System.Collections.Concurrent;
using System.Web;
using ErrorBudget.Pipeline.Prometheus;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>Sends requests on and remembers them.</summary>
internal sealed class CountingHandler() : DelegatingHandler(PrometheusHttp.CreateTransport(tls: null))
{
    public ConcurrentQueue<(string Path, string Query)> Requests { get; } = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken));
        Requests.Enqueue((request.RequestUri!.AbsolutePath, form["query"]!));
        return await base.SendAsync(request, cancellationToken);
    }
}
