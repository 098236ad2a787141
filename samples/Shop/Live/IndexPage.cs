using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Shop.Traffic;

namespace Shop.Live;

/// <summary>The page at <c>/</c>: what runs here, how busy it is, what is broken and how to break it.</summary>
internal static class IndexPage
{
    public static IResult Show(HttpContext context, FaultBoard faults, TimeProvider clock)
    {
        var address = HtmlEncoder.Default.Encode($"{context.Request.Scheme}://{context.Request.Host}");
        var rows = new StringBuilder();
        foreach (var service in ShopServices.All)
        {
            var fault = faults.Active.FirstOrDefault(fault => fault.Service == service.Name);
            rows.Append(CultureInfo.InvariantCulture, $"<tr><td>{service.Name}<td>{service.Shape.PerSecond(clock.GetUtcNow()):0.##}<td>{State(fault)}\n");
        }

        var page = $$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sample shop</title>
            <style>
              body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
              td, th { text-align: left; padding: .2rem 1.5rem .2rem 0 } pre { background: #f3f3f3; padding: .8rem; overflow-x: auto }
            </style>
            <h1>Sample shop</h1>
            <p>Four pretended services with the traffic of a day and a night. Prometheus reads <a href="/metrics">/metrics</a>;
            <a href="/faults">/faults</a> lists what is broken.</p>
            <table><tr><th>Service<th>Requests/s now<th>State
            {{rows}}</table>
            <h2>Break something</h2>
            <p><code>errors</code> is the share of requests that fail, <code>slow</code> the share that take seconds
            (payment-gateway only), both from 0 to 1.</p>
            <pre>curl -X POST '{{address}}/faults/checkout-api?errors=0.3&amp;minutes=10'
            curl -X POST '{{address}}/faults/payment-gateway?slow=0.5&amp;minutes=10'
            curl -X DELETE '{{address}}/faults/checkout-api'</pre>
            </html>
            """;
        return Results.Content(page, "text/html; charset=utf-8");
    }

    private static string State(InjectedFault? fault) => fault is null
        ? "works"
        : string.Create(CultureInfo.InvariantCulture, $"broken until {fault.Until:HH:mm:ss} UTC: {fault.Errors:0.##%} errors, {fault.Slow:0.##%} slow");
}
