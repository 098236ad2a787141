namespace ErrorBudget;

/// <summary>Names one SLO. Names are compared as written.</summary>
/// <param name="Service">The service, for example <c>payment-gateway</c>.</param>
/// <param name="Slo">The objective of that service, for example <c>availability</c>.</param>
public readonly record struct SloId(string Service, string Slo)
{
    /// <summary><c>service/slo</c>.</summary>
    public override string ToString() => $"{Service}/{Slo}";
}
