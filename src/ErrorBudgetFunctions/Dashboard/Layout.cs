using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>What all pages have in common: one style, no script, nothing from elsewhere.</summary>
internal static class Layout
{
    private const string Style = """
        :root{--text:#1b1b1f;--soft:#5b5b66;--line:#dcdce2;--page:#fff;--card:#f6f6f8;--link:#0b57a4;--good:#2f7d4f;--watch:#9a6b00;--ask:#b65300;--stop:#b3261e;--none:#73737d}
        @media(prefers-color-scheme:dark){:root{--text:#e8e8ec;--soft:#a5a5b0;--line:#3a3a42;--page:#17171b;--card:#212127;--link:#8ec1ff;--good:#6cc48d;--watch:#e0b44c;--ask:#f0975a;--stop:#f2867e;--none:#9a9aa6}}
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:var(--text);background:var(--page)}
        h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.1rem;margin-top:2.2rem}h3{font-size:1rem;margin:0}p{margin:.4rem 0}a{color:var(--link)}ul{margin:.3rem 0;padding-left:1.2rem}
        .lead{font-size:1.1rem}.note{color:var(--soft);font-size:.9rem}.wide{overflow-x:auto}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}th{font-weight:600;white-space:nowrap}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .tiles{display:flex;flex-wrap:wrap;gap:.8rem;margin:1rem 0}.tiles div{background:var(--card);border-radius:.5rem;padding:.6rem 1rem;min-width:7rem}.tiles b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums}
        .card{background:var(--card);border-left:.3rem solid var(--none);border-radius:.4rem;padding:.7rem 1rem;margin:.7rem 0}
        .pill{border:1px solid;border-radius:1rem;padding:.05rem .6rem;font-size:.85rem;white-space:nowrap}
        .good{color:var(--good);border-color:var(--good)}.watch{color:var(--watch);border-color:var(--watch)}.ask{color:var(--ask);border-color:var(--ask)}.stop{color:var(--stop);border-color:var(--stop)}.none{color:var(--none);border-color:var(--none)}
        .card.good,.card.watch,.card.ask,.card.stop,.card.none{color:var(--text)}
        svg{display:block}td svg{margin-top:.4rem}.chart{width:100%;min-width:38rem}table.few{width:auto}svg text{font-size:11px;fill:var(--soft)}
        .groove{fill:var(--line)}.fill.good{fill:var(--good)}.fill.watch{fill:var(--watch)}.fill.ask{fill:var(--ask)}.fill.stop{fill:var(--stop)}.fill.none{fill:var(--none)}
        .grid{stroke:var(--line)}.zero{stroke:var(--stop);stroke-dasharray:4}.line{fill:none;stroke:var(--link);stroke-width:2}.spent{fill:var(--stop)}.out{fill:var(--none);opacity:.25}
        """;

    private static readonly string StylePolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>A page as an answer.</summary>
    /// <param name="context">What is answered.</param>
    /// <param name="title">Its title.</param>
    /// <param name="body">What stands on it.</param>
    /// <param name="status">The status code; 200 if there is none.</param>
    public static IResult Page(HttpContext context, string title, HtmlText body, int? status = null)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = StylePolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        HtmlText page = $"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="60"><title>{title}</title><style>""";
        HtmlText rest = $"</head><body>{body}</body></html>";
        return TypedResults.Text($"{page}{Style}</style>{rest}", "text/html", Encoding.UTF8, status);
    }

    /// <summary>A share as a bar, empty at 0 and full at 100 percent.</summary>
    /// <param name="percent">The share in percent; null if unknown.</param>
    /// <param name="tone">The class that colours it.</param>
    public static HtmlText Bar(decimal? percent, string tone)
    {
        var width = Number(Math.Clamp(percent ?? 0, 0, 100), "0.##");
        return $"""<svg width="100" height="10" viewBox="0 0 100 10" role="img" aria-label="{Percent(percent)} left"><rect class="groove" width="100" height="10" rx="3"/><rect class="fill {tone}" width="{width}" height="10" rx="3"/></svg>""";
    }

    /// <summary>A word in a coloured frame.</summary>
    public static HtmlText Pill(string word, string tone) => $"""<span class="pill {tone}">{word}</span>""";

    /// <summary>A figure with its name.</summary>
    public static HtmlText Tile(string name, string figure) => $"""<div><b>{figure}</b>{name}</div>""";

    /// <summary>A percentage with one decimal; a word if it is unknown.</summary>
    public static string Percent(decimal? percent) => percent is { } known ? $"{Number(known, "0.0")} %" : "unknown";

    /// <summary>A number, the same everywhere.</summary>
    public static string Number(decimal number, string format = "#,0") => number.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A time, UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
