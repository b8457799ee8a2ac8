namespace Connectify.Sdk.TestProgram;

internal static class Loading
{
    /// <summary>Prints how the probe and the first use end: what cannot be loaded says the same each time.</summary>
    public static int TryTwice()
    {
        Try(() => ConnectifySdk.CheckNativeLibrary());
        Try(() =>
        {
            using var secret = new Secret("value");
            return secret.ToString();
        });
        return 0;
    }

    private static void Try(Func<string> use)
    {
        try
        {
            Console.WriteLine(use());
        }
        catch (ConnectifyException error)
        {
            Console.WriteLine($"{error.GetType().Name} {error.Code} {error.Message}");
        }
    }
}
