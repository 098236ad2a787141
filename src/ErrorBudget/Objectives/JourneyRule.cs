using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>Makes the minutes of a journey, an objective over several services, of the minutes of its members.</summary>
/// <param name="Method">How.</param>
/// <param name="Missing">What a member without data does to a minute.</param>
/// <param name="Shares">What each member is to the journey; 1 or more.</param>
public sealed record JourneyRule(JourneyMethod Method, MissingMember Missing, ImmutableArray<JourneyShare> Shares)
{
    /// <summary>The most events a bucket holds: up to here a <see cref="double"/>, which sources count in, is exact.</summary>
    private const long MostEvents = 1L << 53;

    /// <summary>The journey's count of a minute.</summary>
    /// <param name="members">What each member counted in it, in the order of <see cref="Shares"/>.</param>
    /// <returns>The bucket; null if it would hold more than 2^53 events, which is to be refused and reported.</returns>
    /// <exception cref="ArgumentException">There are not as many buckets as members.</exception>
    public Bucket? Combine(ReadOnlySpan<Bucket> members)
    {
        if (members.Length != Shares.Length) throw new ArgumentException($"The journey has {Shares.Length} members, not {members.Length}.", nameof(members));
        return Method == JourneyMethod.WeightedSum ? Sum(members) : Judge(members);
    }

    private Bucket? Sum(ReadOnlySpan<Bucket> members)
    {
        var (good, total) = (Int128.Zero, Int128.Zero);
        var known = 0;
        for (var i = 0; i < members.Length; i++)
        {
            if (!members[i].IsKnown) continue;
            known++;
            good += (Int128)members[i].Good * Shares[i].Weight;
            total += (Int128)members[i].Total * Shares[i].Weight;
        }

        if (!IsEnough(known)) return Bucket.Unknown;
        return total > MostEvents ? null : Bucket.Of((long)good, (long)total);
    }

    /// <summary>
    /// One event, good or bad, or none if no member had any. As in three-valued logic, one member that missed its target
    /// decides, whatever is unknown of the others.
    /// </summary>
    private Bucket Judge(ReadOnlySpan<Bucket> members)
    {
        var (known, hasTraffic) = (0, false);
        for (var i = 0; i < members.Length; i++)
        {
            if (!members[i].IsKnown) continue;
            known++;
            hasTraffic |= members[i].Total > 0;
            if (members[i].Good < Shares[i].MinuteTarget * members[i].Total) return Bucket.Of(0, 1);
        }

        if (!IsEnough(known)) return Bucket.Unknown;
        return hasTraffic ? Bucket.Of(1, 1) : Bucket.Of(0, 0);
    }

    private bool IsEnough(int known) => Missing == MissingMember.Ignore ? known > 0 : known == Shares.Length;
}
