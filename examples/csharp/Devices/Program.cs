// Lists your devices, all pages of them, one line each.
//
//   CONNECTIFY_ENV=sandbox dotnet run      (with `connectify sandbox` running elsewhere)
//
// Nothing is set here: the client finds its settings in the environment, a .env or a JSON file. `connectify doctor`
// shows which of them it would take.
using Connectify.Sdk;

try
{
    using var sdk = new ConnectifySdk();
    foreach (Device device in sdk.Devices.List())
    {
        Console.WriteLine($"{Clean(device.Id)}\t{Clean(device.Status)}\t{Clean(device.Name)}");
    }
    return 0;
}
catch (ConnectifyException error)
{
    Console.Error.WriteLine($"devices: {error.Message}");
    return 1;
}

// What comes from a server is not printed as it is: it could move the cursor, or read backwards.
static string Clean(string text)
{
    try
    {
        return Text.Clean("free_text", text).Text;
    }
    catch (ValidationException)
    {
        return "(nothing to show)";
    }
}
