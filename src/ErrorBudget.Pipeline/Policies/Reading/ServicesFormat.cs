using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>The older published format: a map of services with target, window and alerts. It has no other keys; who needs more uses <see cref="PolicyFormat"/>.</summary>
internal static class ServicesFormat
{
    private const string Version = "1";

    private static readonly (string, bool)[] SliTypes = [("success_rate", true)];

    /// <summary>Reads the file into its draft.</summary>
    public static void Read(Fields root, FileDraft draft)
    {
        draft.Version = Version;
        if (root.Map("services", "the names of services, each with sli_type, target, window_days and alerts") is not { } services) return;
        foreach (var (key, value) in services.Entries)
        {
            var isNamed = Names.Check(root.File, key, "the service's name", key.Text);
            if (root.File.Fields(value, key.Text, Sections.SimpleService) is not { } fields) continue;
            var objective = Objective(fields, key);
            if (isNamed) draft.Services.Add(new ServiceDraft(key.Text, key, objective is null ? [] : [objective]));
        }
    }

    private static ObjectiveDraft? Objective(Fields fields, YamlScalar service)
    {
        fields.Choice("sli_type", SliTypes);
        var target = TargetReader.Read(fields);
        var window = SloReader.RollingWindow(fields);
        var own = Inherited.Nothing with { Rules = BurnRatesReader.ReadSimple(fields) };
        if (target is not { } fraction || window is null) return null;

        var terms = new SloTerms(fraction, window, null, SloTerms.DefaultUnknownAfterMinutes, LowTrafficGuards.Default);
        var objective = ObjectiveReader.Assemble(new SloId(service.Text, ObjectiveReader.AvailabilityName), SliReader.Default(service.Text), terms, own);
        return new ObjectiveDraft(objective, service, own.Enforcement);
    }
}
