using System.Net;
using System.Net.Sockets;

namespace ErrorBudget.Testing;

/// <summary>Ports the system gives.</summary>
public static class FreePort
{
    /// <summary>A TCP port on the loopback address that nothing listens on.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
