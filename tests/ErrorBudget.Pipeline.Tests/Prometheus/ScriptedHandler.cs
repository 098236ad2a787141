using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Web;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>A server that answers as a test says and remembers what it was asked.</summary>
internal sealed class ScriptedHandler(Func<ScriptedHandler.Asked, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public ScriptedHandler(Func<Asked, HttpResponseMessage> answer)
        : this((asked, _) => Task.FromResult(answer(asked)))
    {
    }

    /// <summary>A request: its number from 0, and its form.</summary>
    public sealed record Asked(int Number, HttpRequestMessage Request, System.Collections.Specialized.NameValueCollection Form)
    {
        /// <summary>When an instant query is evaluated.</summary>
        public long Time => long.Parse(Form["time"]!, System.Globalization.CultureInfo.InvariantCulture);
    }

    public ConcurrentQueue<Asked> Requests { get; } = new();

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Vector(params string[] elements) =>
        Json($$$"""{"status":"success","data":{"resultType":"vector","result":[{{{string.Join(',', elements)}}}]}}""");

    public static HttpResponseMessage Error(HttpStatusCode status, string type, string message) =>
        Json($$"""{"status":"error","errorType":"{{type}}","error":"{{message}}"}""", status);

    public static string Count(string service, string code, long time, string value) =>
        $$$"""{"metric":{"service":"{{{service}}}","code":"{{{code}}}"},"value":[{{{time}}},"{{{value}}}"]}""";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken));
        var asked = new Asked(Requests.Count, request, form);
        Requests.Enqueue(asked);
        return await answer(asked, cancellationToken);
    }
}
