using Connectify.Sdk;

using var sdk = new ConnectifySdk();
using ConnectifySdk viewer = sdk.AsRole("viewer"); // shares connections and credential
Console.WriteLine(viewer.Explain("devices.delete", "dev_0001").Reason);
