namespace ErrorBudgetFunctions.Metrics;

/// <summary>One metric: its name, what it means, and how its samples come of what was read.</summary>
/// <param name="Name">Its name, in the style of Prometheus: with its base unit.</param>
/// <param name="Help">What it means, in a sentence.</param>
/// <param name="Samples">Writes its samples. What is unknown has none.</param>
internal sealed record Metric(string Name, string Help, Action<StateReading, Exposition> Samples)
{
    /// <summary>The type, as the format spells it. Nothing here is a counter: all of it may go down.</summary>
    public string Type { get; init; } = "gauge";

    /// <summary>Writes it, with its head also where it has no samples: so its name is always to be seen.</summary>
    public void Write(StateReading state, Exposition exposition)
    {
        exposition.Begin(Name, Type, Help);
        Samples(state, exposition);
    }

    /// <summary>A metric with a sample for each SLO for which there is a number.</summary>
    public static Metric OfSlos(string name, string help, Func<SloReading, double?> value) => new(name, help, (state, exposition) =>
    {
        foreach (var slo in state.Slos)
        {
            if (value(slo) is { } known) exposition.Sample(slo.Labels, known);
        }
    });

    /// <summary>A metric with a sample for each SLO and each word that its state may be: 1 for the one it is, 0 for the others.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="help">What it means.</param>
    /// <param name="label">The label that has the word.</param>
    /// <param name="word">The word for a value.</param>
    /// <param name="value">An SLO's value; null if it could not be read.</param>
    public static Metric OfStates<T>(string name, string help, string label, Func<T, string> word, Func<SloReading, T?> value)
        where T : struct, Enum
    {
        var states = Enum.GetValues<T>().Select(state => (State: state, Labels: Labels.Of((label, word(state))))).ToArray();
        return new Metric(name, help, (reading, exposition) =>
        {
            foreach (var slo in reading.Slos)
            {
                if (value(slo) is not { } current) continue;
                foreach (var (state, labels) in states) exposition.Sample(slo.Labels, labels, EqualityComparer<T>.Default.Equals(state, current) ? 1 : 0);
            }
        });
    }

    /// <summary>A metric with one sample for the whole app, if there is a number.</summary>
    public static Metric OfApp(string name, string help, Func<StateReading, double?> value) => new(name, help, (state, exposition) =>
    {
        if (value(state) is { } known) exposition.Sample(default, known);
    });
}
