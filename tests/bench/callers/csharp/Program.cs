// C#: the twin of caller.c; with "peer URL CA-FILE", what C#'s people would use: one GET by HttpClient.
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Bench;
using Connectify.Sdk;

if (args is ["peer", string url, string caFile])
{
    return await Peer.GetAsync(new Uri(url), caFile) ? 0 : 1;
}

using var sdk = new ConnectifySdk();
if (args is ["ping"])
{
    sdk.Status.Ping();
    return 0;
}
while (Console.ReadLine() is { } line)
{
    int calls = int.Parse(line, CultureInfo.InvariantCulture);
    long beganOnProcessor = ThreadTime.Nanoseconds();
    var clock = Stopwatch.StartNew();
    for (int i = 0; i < calls; i++)
    {
        sdk.Devices.Get("dev_0001");
    }
    double elapsed = clock.Elapsed.TotalNanoseconds / calls;
    double processor = (double)(ThreadTime.Nanoseconds() - beganOnProcessor) / calls;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"ns": {{elapsed:F0}}, "cpu_ns": {{processor:F0}}}"""));
}
return 0;

internal static class Peer
{
    public static async Task<bool> GetAsync(Uri url, string caFile)
    {
        using X509Certificate2 ca = X509CertificateLoader.LoadCertificateFromFile(caFile);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { ca },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var client = new HttpClient(handler);
        using HttpResponseMessage answer = await client.GetAsync(url);
        return answer.IsSuccessStatusCode;
    }
}
