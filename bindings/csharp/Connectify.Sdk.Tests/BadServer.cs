using System.Net;
using System.Net.Sockets;

namespace Connectify.Sdk.Tests;

/// <summary>A port of this machine where something goes wrong.</summary>
internal sealed class BadServer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private BadServer() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public string Url => $"https://{_socket.LocalEndPoint}/v1";

    /// <summary>Accepts connections and never answers.</summary>
    public static BadServer Silent()
    {
        var server = new BadServer();
        server._socket.Listen();
        return server;
    }

    /// <summary>The port is taken, and nobody listens.</summary>
    public static BadServer Closed() => new();

    public void Dispose() => _socket.Dispose();
}
