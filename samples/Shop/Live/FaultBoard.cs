using System.Collections.Concurrent;
using Shop.Traffic;

namespace Shop.Live;

/// <summary>The faults that were injected and have neither been lifted nor run out.</summary>
internal sealed class FaultBoard(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, InjectedFault> _faults = new(StringComparer.Ordinal);

    /// <summary>The faults now, by service.</summary>
    public IEnumerable<InjectedFault> Active => _faults.Values.Where(fault => fault.Until > clock.GetUtcNow()).OrderBy(fault => fault.Service, StringComparer.Ordinal);

    /// <summary>Injects a fault; it replaces the service's earlier one.</summary>
    public InjectedFault Inject(string service, Fault fault, TimeSpan duration) =>
        _faults[service] = new InjectedFault(service, fault.Errors, fault.Slow, clock.GetUtcNow() + duration);

    /// <summary>Lifts a service's fault; false if there was none.</summary>
    public bool Lift(string service) => _faults.TryRemove(service, out var fault) && fault.Until > clock.GetUtcNow();

    /// <summary>What is wrong with a service now.</summary>
    public Fault Of(string service) =>
        _faults.TryGetValue(service, out var fault) && fault.Until > clock.GetUtcNow() ? new Fault(fault.Errors, fault.Slow) : Fault.None;
}
