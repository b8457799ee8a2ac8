using Connectify.Sdk;

using var sdk = new ConnectifySdk();
Console.WriteLine(sdk.Status.Get().Value);
