using Connectify.Sdk;

using var sdk = new ConnectifySdk();
foreach (Device device in sdk.Devices.List()) // all pages, each fetched when it is reached
{
    Console.WriteLine(device.Id);
}
