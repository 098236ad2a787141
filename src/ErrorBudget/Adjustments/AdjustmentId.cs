using System.Diagnostics.CodeAnalysis;

namespace ErrorBudget;

/// <summary>Names an adjustment: the service and a number of its own, written <c>service.0193…</c>.</summary>
/// <param name="Service">The service.</param>
/// <param name="Number">A UUID.</param>
public readonly record struct AdjustmentId(string Service, Guid Number)
{
    /// <summary>The longest text, in characters: the longest name of a service, a dot and 32 digits.</summary>
    public const int LongestText = 133;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AdjustmentId id)
    {
        id = default;
        if (text?.LastIndexOf('.') is not (> 0 and var dot) || !Guid.TryParseExact(text[(dot + 1)..], "N", out var number)) return false;
        id = new AdjustmentId(text[..dot], number);
        return true;
    }

    /// <summary><c>service.number</c>.</summary>
    public override string ToString() => $"{Service}.{Number:N}";
}
