using System.Globalization;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>A burn-rate rule as declared, before it is known which SLO it is for: defaults are shared by many.</summary>
internal sealed record RuleDraft
{
    /// <summary>Where it is declared.</summary>
    public required Fields Fields { get; init; }

    /// <summary>The key of its multiplier; the older format calls it <c>threshold</c>.</summary>
    public required string MultiplierKey { get; init; }

    /// <summary>The key of its window; OpenSLO has another.</summary>
    public string WindowKey { get; init; } = "window_minutes";

    /// <summary>The key of its confirmation window; OpenSLO has another.</summary>
    public string ConfirmKey { get; init; } = "confirm_window_minutes";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its severity.</summary>
    public required BurnSeverity Severity { get; init; }

    /// <summary>Its window in minutes.</summary>
    public required int WindowMinutes { get; init; }

    /// <summary>Its multiplier, 1 or more.</summary>
    public required decimal Multiplier { get; init; }

    /// <summary>Its confirmation window.</summary>
    public required ConfirmWindow Confirm { get; init; }

    /// <summary>Its hold time in minutes; null if left out.</summary>
    public int? HoldMinutes { get; init; }

    /// <summary>Its own low-traffic guards.</summary>
    public LowTrafficDraft Guards { get; init; } = LowTrafficDraft.None;

    /// <summary>The rule for an SLO; null, refused, if it makes no sense there.</summary>
    public BurnRateRule? For(SloId id, SloTerms terms)
    {
        var confirm = Confirm.For(WindowMinutes, terms.Slices);
        if (!Fits(id, terms, confirm)) return null;
        var rule = new BurnRateRule
        {
            Name = Name,
            Severity = Severity,
            WindowMinutes = WindowMinutes,
            ConfirmWindowMinutes = confirm,
            Multiplier = Multiplier,
            Guards = Guards.On(terms.Guards),
        };
        return HoldMinutes is { } hold ? rule with { HoldMinutes = hold } : rule;
    }

    private bool Fits(SloId id, SloTerms terms, int? confirm)
    {
        var fits = true;
        if (Multiplier * terms.Target.Budget > 1)
            Refuse(MultiplierKey, $"{Multiplier:0.####} can never fire: at the target of {id} ({terms.Target}) the burn rate is at most {terms.Target.MaximumBurnRate:0.##}");
        if (WindowMinutes > terms.Window.Days * Minute.PerDay)
            Refuse(WindowKey, $"{WindowMinutes} is longer than the window of {id} ({terms.Window}, {terms.Window.Days * Minute.PerDay} minutes)");
        if (terms.Slices is { } slices)
        {
            if (WindowMinutes % slices.Minutes != 0)
                Refuse(WindowKey, $"{WindowMinutes} is no multiple of the slices of {id} ({slices.Minutes} minutes)");
            else if (confirm % slices.Minutes is > 0)
                Refuse(ConfirmKey, $"{confirm} is no multiple of the slices of {id} ({slices.Minutes} minutes)");
        }

        return fits;

        void Refuse(string key, FormattableString what)
        {
            fits = false;
            Fields.Refuse(key, $"\"{key}\" {what.ToString(CultureInfo.InvariantCulture)}");
        }
    }
}
