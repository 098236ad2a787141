using ErrorBudget;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>Where the pages lie, seen from one of them.</summary>
/// <param name="Root">The way to <c>/api/</c>.</param>
/// <param name="Key">The API key a browser has in its address, where the next page needs it too; null with Easy Auth.</param>
internal sealed record PageLinks(string Root, string? Key)
{
    /// <summary>The way from a page, which lies in <c>/api/</c> or below. To a browser a slash at the end of its address is one more folder.</summary>
    public static PageLinks From(string path, string? key) => new(string.Concat(Enumerable.Repeat("../", path.Count(letter => letter == '/') - 2)), key);

    /// <summary>All budgets, or those of an owner.</summary>
    public string All(string? owner = null) => $"{Root}dashboard{Query(("code", Key), ("owner", owner))}";

    /// <summary>One budget.</summary>
    public string Of(SloId id) => $"{Root}dashboard/{Uri.EscapeDataString(id.Service)}/{Uri.EscapeDataString(id.Slo)}{Query(("code", Key))}";

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> pairs)
    {
        var query = "";
        foreach (var (name, value) in pairs)
        {
            if (!string.IsNullOrEmpty(value)) query += $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
        }

        return query;
    }
}
