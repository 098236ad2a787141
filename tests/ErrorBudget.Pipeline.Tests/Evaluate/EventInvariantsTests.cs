using CsCheck;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tests.Evaluate;

/// <summary>Whatever happens, and however ragged the ticks: what is told fits together.</summary>
public sealed class EventInvariantsTests
{
    /// <summary>Stretches of so many minutes with so many bad events of 100; more than 100 stands for unknown, a total of none for no traffic.</summary>
    private static readonly Gen<(int Minutes, int Bad)[]> Histories = Gen.Select(
        Gen.Int[1, 60],
        Gen.OneOf(Gen.Const(0), Gen.Const(100), Gen.Const(10), Gen.Const(101), Gen.Const(-1), Gen.Int[0, 100])).Array[1, 12];

    /// <summary>Ticks that are so many minutes apart; in some a process begins anew, in some a commit fails.</summary>
    private static readonly Gen<(int Minutes, int Fate)[]> Paces = Gen.Select(
        Gen.Frequency((8, Gen.Int[1, 3]), (2, Gen.Int[4, 200])), Gen.Int[0, 9]).Array[20, 120];

    [Fact]
    public Task Beginnings_and_ends_alternate_and_nothing_is_told_twice() =>
        Gen.Select(Histories, Paces).SampleAsync(async sample =>
        {
            var told = await Told(sample.Item1, sample.Item2);

            Assert.Equal(told.Count, told.Select(happened => happened.Id).Distinct().Count());
            var known = new HashSet<string>();
            foreach (var happened in told)
            {
                if (happened.Follows is { } beginning) Assert.Contains(beginning, known);
                known.Add(happened.Id);
            }

            foreach (var track in told.Where(IsBeginningOrEnd).GroupBy(Track))
            {
                var ordered = track.OrderBy(happened => happened.At).ThenBy(happened => happened.Id, StringComparer.Ordinal).ToArray();
                for (var i = 0; i < ordered.Length; i++)
                {
                    Assert.Equal(i % 2 == 0, ordered[i].Follows is null);
                    if (i % 2 == 1) Assert.Equal(ordered[i - 1].Id, ordered[i].Follows);
                }
            }
        }, iter: 60, threads: 1);

    /// <summary>Ticks through a history, with crashes and restarts, and on until a day after it.</summary>
    private static async Task<IReadOnlyList<BudgetEvent>> Told((int Minutes, int Bad)[] history, (int Minutes, int Fate)[] paces)
    {
        var minutes = history.SelectMany(stretch => Enumerable.Repeat(stretch.Bad, stretch.Minutes)).ToArray();
        var scene = EventHistoryTests.Scene(minute => minute >= minutes.Length ? Bucket.Of(100, 100) : minutes[minute] switch
        {
            > 100 => Bucket.Unknown,
            < 0 => Bucket.Of(0, 0),
            var bad => Bucket.Of(100 - bad, 100),
        });
        var evaluator = scene.Start();
        await EventHistoryTests.Ticks(scene, evaluator, [0]);
        foreach (var (gap, fate) in paces.Append((Minute.PerDay + minutes.Length, 5)).Append((1, 5)))
        {
            if (fate == 0) evaluator = scene.Start();
            scene.Store.BeforeCommit = fate == 1 ? _ => throw new StorageException("unreachable") : null;
            try
            {
                await EventHistoryTests.Ticks(scene, evaluator, [gap]);
            }
            catch (StorageException) when (fate == 1)
            {
                // The next tick makes it good.
            }
        }

        return EventHistoryTests.Events(scene);
    }

    private static bool IsBeginningOrEnd(BudgetEvent happened) => happened.Kind is
        BudgetEventKind.BurnStarted or BudgetEventKind.BurnResolved or BudgetEventKind.BudgetExhausted or BudgetEventKind.BudgetRecovered
        or BudgetEventKind.DataMissing or BudgetEventKind.DataReturned;

    /// <summary>What an episode's name begins with: everything before its time.</summary>
    private static string Track(BudgetEvent happened) => happened.Episode![..happened.Episode!.IndexOf('@', StringComparison.Ordinal)];
}
