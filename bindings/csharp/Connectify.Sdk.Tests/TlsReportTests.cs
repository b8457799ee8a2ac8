using System.Net;
using System.Net.Sockets;

namespace Connectify.Sdk.Tests;

/// <summary>What a server's TLS offers.</summary>
public sealed class TlsReportTests(Sandbox sandbox)
{
    private static readonly string s_other = Path.Combine(Places.Vectors, "other-ca.pem");

    [Fact]
    public void A_client_reports_on_its_service()
    {
        using var sdk = new ConnectifySdk(sandbox.Options);
        TlsReport report = sdk.TlsReport();
        Assert.True(report.Passed, report.ToString());
        Assert.Equal("TLSv1.3", report.Version);
        Assert.Equal(report.Pins[0], report.Chain[0].Pin);
        Assert.True(TlsReport.Probe("127.0.0.1", report.Port, sandbox.Options).Passed);
        ConnectifyOptions options = sandbox.Options;
        options.CaFile = s_other;
        TlsReport other = TlsReport.Probe("127.0.0.1", report.Port, options);
        Assert.False(other.Passed);
        Assert.Contains(other.Rules, rule => !rule.Passed && rule.Message.Length > 0);
    }

    [Fact]
    public void A_disposed_client_does_not()
    {
        var sdk = new ConnectifySdk(sandbox.Options);
        sdk.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sdk.TlsReport());
    }

    [Fact]
    public void Where_nobody_listens_is_an_error()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        Assert.Throws<ConnectionException>(() => TlsReport.Probe("127.0.0.1", port, sandbox.Options));
        Assert.Throws<ArgumentOutOfRangeException>(() => TlsReport.Probe("127.0.0.1", 70_000, sandbox.Options));
    }

    [Fact]
    public void A_stored_chain_is_judged()
    {
        byte[] authority = File.ReadAllBytes(s_other);
        Assert.NotNull(Assert.Throws<TlsException>(() => TlsReport.Judge(authority, authority, "localhost")).Rule);
    }
}
