using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk.TestProgram;

internal static class SettingsCase
{
    /// <summary>
    /// Takes the arguments of a configuration as JSON from standard input. <c>diagnose</c> prints the diagnosis;
    /// <c>make</c> makes a client and prints the error as <c>{"code","field","message"}</c>.
    /// </summary>
    public static int Run(string kind)
    {
        NativeLibraryLoader.Require();
        using JsonDocument arguments = JsonDocument.Parse(Console.In.ReadToEnd());
        try
        {
            using var config = new Config();
            foreach (JsonProperty argument in arguments.RootElement.EnumerateObject())
            {
                config.Set(argument.Name, argument.Value.GetString());
            }
            Console.WriteLine(kind == "make" ? Make(config) : config.Diagnose());
        }
        catch (ConnectifyException error)
        {
            string message = JsonEncodedText.Encode(error.Message).ToString();
            Console.WriteLine($$"""{"code":"{{error.Code}}","field":"{{error.Field}}","message":"{{message}}"}""");
        }
        return 0;
    }

    private static string Make(Config config)
    {
        using var client = new Client(config);
        return "{}";
    }
}
