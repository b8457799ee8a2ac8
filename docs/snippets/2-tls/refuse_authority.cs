using Connectify.Sdk;

using var sdk = new ConnectifySdk(new ConnectifyOptions { CaFile = "another-ca.pem" });
try
{
    sdk.Status.Ping();
}
catch (TlsException error)
{
    Console.WriteLine($"{error.Code} {error.Rule}");
}
