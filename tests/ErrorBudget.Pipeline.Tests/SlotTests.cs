using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tests;

public sealed class SlotTests
{
    [Fact]
    public void Every_slot_belongs_to_exactly_one_shard()
    {
        foreach (var shards in Enumerable.Range(1, Slot.Count))
        {
            var slots = Enumerable.Range(0, shards).SelectMany(shard => Slot.OfShard(shard, shards));
            Assert.Equal(Slot.All, slots.OrderBy(slot => slot.Number));
        }
    }

    [Fact]
    public void An_SLO_keeps_its_slot_for_ever()
    {
        Assert.Equal(new Slot(12), Slot.Of(new SloId("payment-gateway", "latency")));
    }
}
