using Connectify.Sdk;

await using var sdk = new ConnectifySdk();
await foreach (Device device in sdk.Devices.ListAsync())
{
    Console.WriteLine(device.Id);
}
