using System.Text.Json.Nodes;

namespace ErrorBudget.Testing;

/// <summary>The Atlassian Document Format, as far as tickets use it.</summary>
internal static class Adf
{
    private static readonly Dictionary<string, string[]> _children = new()
    {
        ["doc"] = ["paragraph", "heading", "bulletList", "orderedList", "table"],
        ["paragraph"] = ["text"],
        ["heading"] = ["text"],
        ["bulletList"] = ["listItem"],
        ["orderedList"] = ["listItem"],
        ["listItem"] = ["paragraph", "bulletList", "orderedList"],
        ["table"] = ["tableRow"],
        ["tableRow"] = ["tableHeader", "tableCell"],
        ["tableHeader"] = ["paragraph"],
        ["tableCell"] = ["paragraph"],
    };

    /// <summary>What is wrong with a document; null if nothing is.</summary>
    public static string? FaultOf(JsonNode? document) =>
        document is not JsonObject || document["version"]?.GetValue<int>() != 1 || document["type"]?.GetValue<string>() != "doc"
            ? "no document of version 1"
            : FaultIn(document);

    private static string? FaultIn(JsonNode node)
    {
        var type = node["type"]!.GetValue<string>();
        if (type == "text") return FaultOfText(node);
        if (!_children.TryGetValue(type, out var allowed)) return $"an unknown node {type}";
        var content = node["content"] is JsonArray children ? children.ToArray() : [];
        if (content.Length == 0 && type is not ("paragraph" or "heading")) return $"an empty {type}";
        if (type == "heading" && node["attrs"]?["level"]?.GetValue<int>() is not (>= 1 and <= 6)) return "a heading without a level";
        return content.Select(child => allowed.Contains(child!["type"]!.GetValue<string>()) ? FaultIn(child) : $"a {child["type"]} in a {type}").FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultOfText(JsonNode node)
    {
        if (node["text"]!.GetValue<string>().Length == 0) return "an empty text";
        foreach (var mark in node["marks"]?.AsArray() ?? [])
        {
            var type = mark!["type"]!.GetValue<string>();
            if (type is not ("code" or "strong" or "link")) return $"an unknown mark {type}";
            if (type == "link" && !Uri.TryCreate(mark["attrs"]?["href"]?.GetValue<string>(), UriKind.Absolute, out _)) return "a link without an address";
        }

        return null;
    }
}
