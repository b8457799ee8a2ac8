namespace Connectify.Sdk.TestProgram;

internal static class Cycles
{
    private const int AbandonedEvery = 50;

    /// <summary>
    /// Makes and disposes so many clients, each after a call, and prints ten times what the process holds: descriptors,
    /// threads, KiB of memory.
    /// </summary>
    public static async Task<int> RunAsync(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            await OneAsync();
            if (i % AbandonedEvery == 0)
            {
                Abandon();
                Collect();
            }
            if (i % (count / 10) == 0)
            {
                Collect();
                Console.WriteLine($"{Entries("fd")} {Entries("task")} {Resident()}");
            }
        }
        return 0;
    }

    private static async Task OneAsync()
    {
        using (var sdk = new ConnectifySdk())
        {
            sdk.Status.Ping();
        }
        await using (var sdk = new ConnectifySdk())
        {
            await sdk.Status.PingAsync();
        }
    }

    /// <summary>A client that nobody disposes is the garbage collector's.</summary>
    private static void Abandon() => new ConnectifySdk().Status.Get();

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static int Entries(string folder) => Directory.GetFileSystemEntries($"/proc/self/{folder}").Length;

    private static string Resident() =>
        File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]
            .Split('\t')[^1];
}
