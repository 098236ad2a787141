using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>What all pages have in common: one style, no script, nothing from elsewhere.</summary>
internal static class Layout
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1b1b1f;background:#fff}
        h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
        th{font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
        .z{padding:.1rem .5rem;border-radius:.3rem;background:#e7e7ea}.standard{background:#d6f0dc}.monitor{background:#fdf1c9}.sign-off{background:#fde0c2}
        .block,.freeze,.bad{background:#f9d0d0}.note{color:#5b5b66}a{color:#0b57a4}svg{display:block}
        @media(prefers-color-scheme:dark){body{color:#e8e8ec;background:#17171b}th,td{border-color:#3a3a42}a{color:#8ec1ff}.z{color:#1b1b1f}.note{color:#a5a5b0}}
        """;

    private static readonly string StylePolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>A page as an answer.</summary>
    public static IResult Page(HttpContext context, string title, HtmlText body)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = StylePolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        HtmlText page = $"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="refresh" content="60"><title>{title}</title><style>""";
        HtmlText rest = $"</head><body>{body}</body></html>";
        return TypedResults.Text($"{page}{Style}</style>{rest}", "text/html", Encoding.UTF8);
    }

    /// <summary>A share as a bar, empty at 0 and full at 100 percent.</summary>
    public static HtmlText Bar(decimal? percent)
    {
        var width = Number(Math.Clamp(percent ?? 0, 0, 100), "0.##");
        return $"""<svg width="100" height="10" viewBox="0 0 100 10" role="img" aria-label="{Percent(percent)} left"><rect width="100" height="10" rx="3" fill="#cfcfd6"/><rect width="{width}" height="10" rx="3" fill="#3c8d5a"/></svg>""";
    }

    /// <summary>A percentage with one decimal; a dash if it is unknown.</summary>
    public static string Percent(decimal? percent) => percent is { } known ? $"{Number(known, "0.0")} %" : "unknown";

    /// <summary>A number, the same everywhere.</summary>
    public static string Number(decimal number, string format = "#,0") => number.ToString(format, CultureInfo.InvariantCulture);
}
