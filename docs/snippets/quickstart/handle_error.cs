using Connectify.Sdk;

using var sdk = new ConnectifySdk();
try
{
    sdk.Devices.Get("dev_9999");
}
catch (NotFoundException error)
{
    Console.WriteLine($"{error.Code} {error.HttpStatus}");
    Console.WriteLine(error.Message); // says what is wrong and the cure
}
