using Connectify.Sdk;

using var sdk = new ConnectifySdk(new ConnectifyOptions { Scope = ["devices:read"] });
try
{
    sdk.Devices.Delete("dev_0001");
}
catch (PermissionDeniedException error)
{
    Console.WriteLine($"{error.Code} {error.Rule}"); // nothing was sent
}
