using F23.StringSimilarity;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Guesses which known name a wrong one was meant to be.</summary>
internal static class Nearest
{
    private const int LongestCompared = 60;

    /// <summary>The known name that takes the fewest typing errors, if they are few for its length; null if none is near.</summary>
    public static string? To(string wrong, IEnumerable<string> known)
    {
        if (wrong.Length is 0 or > LongestCompared) return null;
        var distance = new Damerau();
        var folded = Fold(wrong);
        return known
            .Select(name => (Name: name, Distance: distance.Distance(folded, Fold(name))))
            .Where(near => near.Distance <= Math.Max(1, Math.Min(folded.Length, near.Name.Length) / 3))
            .OrderBy(near => near.Distance)
            .Select(near => near.Name)
            .FirstOrDefault();
    }

    /// <summary><c>: did you mean "x"?</c>, or nothing.</summary>
    public static string Question(string? near) => near is null ? "" : $": did you mean \"{near}\"?";

    /// <summary><c>a, b or c</c>.</summary>
    public static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all.Take(all.Count - 1))} or {all[^1]}";
    }

    /// <summary><c>windowDays</c>, <c>window-days</c> and <c>window_days</c> are the same to people.</summary>
    private static string Fold(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
