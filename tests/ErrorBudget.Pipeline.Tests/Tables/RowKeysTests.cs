using CsCheck;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Pipeline.Tests.Tables;

public sealed class RowKeysTests
{
    [Fact]
    public void Any_name_comes_back_from_its_key_which_holds_nothing_forbidden() =>
        Gen.Select(Gen.String, Gen.String).Sample((service, name) =>
        {
            var slo = new SloId(service, name);
            string[] keys = [RowKeys.Head(slo), RowKeys.Day(Samples.Now, slo)];
            foreach (var key in keys)
            {
                Assert.Equal(slo, RowKeys.SloOf(key));
                Assert.DoesNotContain(key, c => c is '/' or '\\' or '#' or '?' or '%' or '\'' or < ' ' or (>= '\u007F' and <= '\u009F'));
            }

            var record = new OutboxRecord(name, Samples.Now, "{}");
            Assert.Equal((record.At, record.Id), RowKeys.OutboxOf(RowKeys.Outbox(record)));
        });

    [Fact]
    public void Keys_read_like_what_they_name()
    {
        var slo = new SloId("payment-gateway", "p99 < 300ms");
        Assert.Equal("h|payment-gateway|p99=20=3C=20300ms", RowKeys.Head(slo));
        Assert.Equal("d|20260725|payment-gateway|p99=20=3C=20300ms", RowKeys.Day(Samples.Now, slo));
        Assert.Equal("o|202607251840|a=2Fb=2Ffast@2026", RowKeys.Outbox(new OutboxRecord("a/b/fast@2026", Samples.Now, "{}")));
    }

    [Theory]
    [InlineData("h|a")]
    [InlineData("h|a=2|b")]
    [InlineData("h|a=XY|b")]
    [InlineData("x|a|b")]
    [InlineData("")]
    public void A_key_of_someone_else_is_refused(string key) => Assert.Throws<InvalidDataException>(() => RowKeys.SloOf(key));

    [Theory]
    [InlineData("o|20260725|x")]
    [InlineData("o|999999999999|x")]
    [InlineData("h|a|b")]
    public void A_key_of_no_outbox_row_is_refused(string key) => Assert.Throws<InvalidDataException>(() => RowKeys.OutboxOf(key));
}
