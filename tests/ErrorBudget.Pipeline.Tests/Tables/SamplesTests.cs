using System.Reflection;
using CsCheck;

namespace ErrorBudget.Pipeline.Tests.Tables;

/// <summary>
/// The samples that prove the stored format vary everything there is to store. A property that is added to one of these
/// types and forgotten in the format would otherwise be lost without a test that fails.
/// </summary>
public sealed class SamplesTests
{
    public static TheoryData<Type> StoredTypes => [typeof(Snapshot), typeof(ZoneThresholds), typeof(RuleSnapshot), typeof(BurnRateRule), typeof(LowTrafficGuards), typeof(Alert)];

    [Theory]
    [MemberData(nameof(StoredTypes))]
    public void Samples_vary_every_stored_property(Type type)
    {
        var values = Samples.Record(new SloId("shop", "availability")).Array[400].Single().Select(record => record.Snapshot)
            .SelectMany(snapshot => Parts(snapshot, type)).ToArray();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null && property.Name != "Id"))
            Assert.True(values.Select(property.GetValue).Distinct().Take(2).Count() == 2, $"{type.Name}.{property.Name} is the same in all samples");
    }

    private static IEnumerable<object> Parts(Snapshot snapshot, Type type)
    {
        IEnumerable<object> parts = [snapshot, snapshot.Zones, .. snapshot.Rules.SelectMany(rule => (object[])[rule, rule.Rule, rule.Rule.Guards, rule.Alert])];
        return parts.Where(part => part.GetType() == type);
    }
}
