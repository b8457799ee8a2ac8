using Connectify.Sdk;

using var sdk = new ConnectifySdk();
using EventStream<PlatformEvent> events = sdk.Events.Stream(Environment.GetEnvironmentVariable("LAST_EVENT"));
foreach (PlatformEvent received in events) // waits for each, without end
{
    Console.WriteLine(received.Type);
    break;
}
