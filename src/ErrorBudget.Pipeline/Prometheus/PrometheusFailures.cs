using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Text;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Words what failed at one server: which, where, how it answered and what to do. Never a secret.</summary>
internal sealed class PrometheusFailures(string name, PrometheusSettings settings, TimeProvider time)
{
    /// <summary>How much of a server's own words is quoted.</summary>
    private const int QuoteLength = 200;

    private string Server => $"Prometheus \"{name}\" at {settings}";

    /// <summary>The server did not answer in time.</summary>
    public PrometheusException Silent(Exception inner) => new(
        PrometheusFault.Unreachable,
        $"{Server} did not answer within {Text(settings.TimeoutSeconds)} s. Check that it runs and is not overloaded, or raise its timeout in the policy.",
        inner);

    /// <summary>The connection failed.</summary>
    public PrometheusException Unreachable(Exception inner) => new(
        PrometheusFault.Unreachable,
        $"{Server} cannot be reached: {Quote(Reason(inner))}. Check the address in the policy, the network and the server.",
        inner) { IsTransient = true };

    /// <summary>The answer is longer than accepted.</summary>
    public PrometheusException TooLong(int limit) => new(
        PrometheusFault.TooMuch, $"{Server} sent an answer of more than {Text(limit)} bytes. Check that the status label has few values.");

    /// <summary>The answer is no JSON, or not all of it.</summary>
    public PrometheusException Unreadable(ReadOnlySpan<byte> body, Exception inner) => new(
        PrometheusFault.Unusable,
        $"{Server} did not answer with the JSON of the Prometheus API ({Quote(inner.Message)}) but with: {Quote(body)}. Check that the address is that of a Prometheus API and that no proxy answers in its place.",
        inner) { IsTransient = true };

    /// <summary>A success that may lack data.</summary>
    public PrometheusException Partial(string warning) => new(
        PrometheusFault.Unusable,
        $"{Server} warned that its answer may be partial: {Quote(warning)}. Counts are taken when the answer is complete again.");

    /// <summary>Values that are no numbers.</summary>
    public PrometheusException NativeHistogram() => new(
        PrometheusFault.Unusable,
        $"{Server} answered with native histograms, which are no counts. Use queries with histogram_count() and histogram_fraction() as good and total instead.");

    /// <summary>A result of another type.</summary>
    public PrometheusException WrongType(string found, string expected) => new(
        PrometheusFault.Unusable,
        $"{Server} answered with a result of type \"{Quote(found)}\" where a {expected} belongs. Check that the query gives a number for each instant.");

    /// <summary>An HTTP status other than 200, or an error in the answer.</summary>
    public PrometheusException Refused(HttpResponseMessage response, string errorType, ReadOnlySpan<byte> body) => Refused(response, errorType, Quote(body));

    /// <summary>An HTTP status other than 200, or an error in the answer.</summary>
    public PrometheusException Refused(HttpResponseMessage response, string errorType, string error)
    {
        var status = (int)response.StatusCode;
        var askedToWait = RetryAfter(response);
        var (fault, transient, advice) = response.StatusCode switch
        {
            _ when errorType is "timeout" => (PrometheusFault.TooMuch, false, "The query takes too long for the server: give it more time or resources."),
            HttpStatusCode.BadRequest => (PrometheusFault.Unusable, false, "Check the metric, labels, matchers and queries in the policy."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (PrometheusFault.Unreachable, false, settings.AzureManaged
                ? "Give the app's identity the role Monitoring Data Reader on the Azure Monitor workspace."
                : "Check the credentials and headers of this server in the policy."),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => (PrometheusFault.Unreachable, false, "Check the address in the policy, with its path: /api/v1/query is appended to it."),
            HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity => (PrometheusFault.TooMuch, false, "The query asks more than the server's limits allow, or cannot be executed: see its message."),
            HttpStatusCode.TooManyRequests => (PrometheusFault.Unreachable, true, "It is asked too often: raise its limits or evaluate less often."),
            >= HttpStatusCode.InternalServerError => (PrometheusFault.Unreachable, true, "See the server's log."),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => (PrometheusFault.Unreachable, false, "Redirects are not followed, as credentials would be sent along: put the final address into the policy."),
            _ => (PrometheusFault.Unusable, false, "Check that the address is that of a Prometheus API."),
        };
        var said = error.Length == 0 ? "" : $": {Quote(error)}";
        return new PrometheusException(fault, $"{Server} answered {Text(status)}{said}. {advice}")
        {
            IsTransient = transient && (askedToWait is null || askedToWait <= TimeSpan.FromSeconds(settings.TimeoutSeconds)),
            RetryAfter = askedToWait,
        };
    }

    /// <summary>What is wrong with a certificate stands in the inner exception only.</summary>
    private static string Reason(Exception failure) => failure.InnerException is AuthenticationException authentication ? authentication.Message : failure.Message;

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait is { } asked && asked > TimeSpan.Zero ? asked : null;
    }

    private static string Quote(ReadOnlySpan<byte> body) => body.IsEmpty ? "nothing" : Quote(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 4 * QuoteLength)]));

    /// <summary>The beginning of a foreign text on one line, without control characters.</summary>
    private static string Quote(string text)
    {
        var line = new StringBuilder(QuoteLength);
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= QuoteLength) return line.Append('…').ToString();
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune)) line.Append(rune);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }

        return line.ToString().TrimEnd(' ', '.');
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
