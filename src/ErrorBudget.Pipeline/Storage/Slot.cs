using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ErrorBudget.Pipeline.Storage;

/// <summary>
/// One of 16 fixed parts that all SLOs are spread over by a stable hash of their name. A slot is a table partition, so
/// what belongs to its SLOs can be written in one transaction; shards take whole slots, so their number can change
/// without moving a row.
/// </summary>
/// <param name="Number">0 to <see cref="Count"/> − 1.</param>
public readonly record struct Slot(int Number)
{
    /// <summary>How many slots there are. Never changes: stored rows depend on it.</summary>
    public const int Count = 16;

    /// <summary>Every slot.</summary>
    public static IEnumerable<Slot> All => Enumerable.Range(0, Count).Select(number => new Slot(number));

    /// <summary>The slot of an SLO.</summary>
    public static Slot Of(SloId slo)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(slo.ToString()), hash);
        return new Slot((int)(BinaryPrimitives.ReadUInt32LittleEndian(hash) % Count));
    }

    /// <summary>The slots of one shard.</summary>
    /// <param name="shard">0 to <paramref name="shards"/> − 1.</param>
    /// <param name="shards">How many shards there are, 1 to <see cref="Count"/>.</param>
    public static IEnumerable<Slot> OfShard(int shard, int shards) => All.Where(slot => slot.Number % shards == shard);

    /// <summary><c>s00</c> to <c>s15</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"s{Number:00}");
}
