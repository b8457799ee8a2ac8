using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // some measure times, and the machine is small

namespace Connectify.Sdk.Tests;

/// <summary>Where things are, and an environment without anybody's settings.</summary>
internal static class Places
{
    /// <summary>What would change how a client trusts or connects.</summary>
    private static readonly string[] s_foreign =
    [
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "CURL_CA_BUNDLE",
        "REQUESTS_CA_BUNDLE",
        "OPENSSL_CONF",
        "SSLKEYLOGFILE",
    ];

    public static readonly string Root = typeof(Places)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(data => data.Key == "ConnectifyRoot")
        .Value!;

    /// <summary>The sandbox's program.</summary>
    public static readonly string Program =
        Environment.GetEnvironmentVariable("CONNECTIFY_BIN") ?? Path.Combine(Root, "build", "bin", "connectify");

    public static readonly string Vectors = Path.Combine(Root, "tests", "vectors");

    /// <summary>How many processes each test of exits runs.</summary>
    public static readonly int Processes = int.Parse(
        Environment.GetEnvironmentVariable("CONNECTIFY_PROCESSES") ?? "20",
        CultureInfo.InvariantCulture
    );

    /// <summary>The environment without anybody's settings.</summary>
    public static Dictionary<string, string> CleanEnvironment() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(entry => ((string)entry.Key, (string)entry.Value!))
            .Where(entry => !IsForeign(entry.Item1))
            .ToDictionary();

    private static bool IsForeign(string name) =>
        s_foreign.Contains(name)
        || name.StartsWith("CONNECTIFY_", StringComparison.Ordinal)
        || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);

    // The library reads the process's own environment, and .NET's is a copy. Before any thread can be reading it.
#pragma warning disable CA2255 // in a program of tests nothing else comes first
    [ModuleInitializer]
    internal static void CleanThisProcess()
#pragma warning restore CA2255
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsForeign))
        {
            _ = UnsetVariable(name);
        }
    }

    [DllImport("libc", EntryPoint = "unsetenv")]
    private static extern int UnsetVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
