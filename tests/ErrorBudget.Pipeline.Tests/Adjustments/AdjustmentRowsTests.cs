using System.Collections.Immutable;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Tables;
using ErrorBudget.Pipeline.Tests.Tables;

namespace ErrorBudget.Pipeline.Tests.Adjustments;

public sealed class AdjustmentRowsTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Adjustments_are_read_as_they_were_made_and_a_revocation_changes_nothing_else()
    {
        using var test = await azurite.NewStoreAsync();
        var recurring = Made() with
        {
            Slo = "availability",
            To = null,
            MadeBy = "key-of-ada",
            Recurrence = new Recurrence([DayOfWeek.Sunday, DayOfWeek.Friday], new TimeOnly(22, 30), 90, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")),
        };
        var correction = Made() with { Kind = AdjustmentKind.Correction, Bad = -1_200, Total = -5_000 };
        var odd = Made("a/b'#|ü");
        foreach (var adjustment in (Adjustment[])[recurring, correction, odd]) Assert.True(await test.Store.Adjustments.AddAsync(adjustment, Cancellation));

        Assert.False(await test.Store.Adjustments.AddAsync(correction with { Bad = 1 }, Cancellation));
        Assert.Equal(recurring, await test.Store.Adjustments.FindAsync(recurring.Id, Cancellation));
        Assert.Equal([correction, recurring], (await test.Store.Adjustments.LoadAsync("payment-gateway", Cancellation)).OrderBy(adjustment => adjustment.Kind == AdjustmentKind.Maintenance));
        Assert.Equal([odd], await test.Store.Adjustments.LoadAsync("a/b'#|ü", Cancellation));
        Assert.Equal(3, (await test.Store.Adjustments.LoadAsync(null, Cancellation)).Count);
        Assert.Empty(await test.Store.Adjustments.LoadAsync("payment", Cancellation));
        Assert.Null(await test.Store.Adjustments.FindAsync(odd.Id with { Number = Guid.NewGuid() }, Cancellation));

        await test.Store.Adjustments.RevokeAsync(correction.Id, _noon.AddHours(1), Cancellation);
        Assert.Equal(correction with { RevokedAt = _noon.AddHours(1) }, await test.Store.Adjustments.FindAsync(correction.Id, Cancellation));
    }

    [Fact]
    public async Task To_ask_whether_anything_changed_costs_one_transaction_and_only_a_change_costs_another()
    {
        using var test = await azurite.NewStoreAsync();
        var reader = new AdjustmentReader(test.Store.Adjustments);
        var slo = new Slo { Id = new SloId("payment-gateway", "availability"), Target = new Target(0.999m), Window = SloWindow.Rolling(30) };
        Assert.Same(slo, (await reader.CurrentAsync(Cancellation)).LaidOver(slo));

        var made = Made();
        await test.Store.Adjustments.AddAsync(made, Cancellation);
        Assert.Equal([made], (await reader.CurrentAsync(Cancellation)).LaidOver(slo).Adjustments.All.AsEnumerable());
        var before = test.Transactions;
        for (var tick = 0; tick < 10; tick++) await reader.CurrentAsync(Cancellation);
        Assert.Equal(10, test.Transactions - before);

        await test.Store.Adjustments.RevokeAsync(made.Id, _noon, Cancellation);
        before = test.Transactions;
        Assert.Same(slo, (await reader.CurrentAsync(Cancellation)).LaidOver(slo));
        Assert.Equal(2, test.Transactions - before);
    }

    [Fact]
    public void A_record_tells_of_adjustments_and_one_from_before_there_were_any_is_read()
    {
        var slo = new SloId("payment-gateway", "availability");
        var plain = Samples.Typical(slo);
        ImmutableArray<AppliedAdjustment> latest =
        [
            new(new AdjustmentId(slo.Service, Guid.NewGuid()), AdjustmentKind.Correction, "ada ü", Samples.Now - 100, Samples.Now + 7, -1_200, long.MaxValue),
            new(new AdjustmentId(slo.Service, Guid.NewGuid()), AdjustmentKind.BudgetReset, "bob", Samples.Now - 9, Samples.Now - 9, 0, 0),
        ];
        var adjusted = plain with { Snapshot = plain.Snapshot with { Adjusted = new AdjustedWindow(7, 45, latest) } };
        Samples.AssertSame(adjusted, RecordFormat.Decode(slo, RecordFormat.Encode(adjusted)));
        Assert.Equal(adjusted.Snapshot.Adjusted, RecordFormat.Decode(slo, RecordFormat.Encode(adjusted)).Snapshot.Adjusted);
        Assert.Null(RecordFormat.Decode(slo, RecordFormat.Encode(plain)).Snapshot.Adjusted);
        Assert.InRange(RecordFormat.Encode(adjusted).Length - RecordFormat.Encode(plain).Length, 1, 100);
    }

    private static Adjustment Made(string service = "payment-gateway") => new()
    {
        Id = new AdjustmentId(service, Guid.CreateVersion7(_noon)),
        Kind = AdjustmentKind.Maintenance,
        From = Minute.Containing(_noon),
        To = Minute.Containing(_noon) + 60,
        Reason = "\"quoted\" & <odd> ü",
        Author = "Ada Lovelace",
        MadeAt = _noon,
    };
}
