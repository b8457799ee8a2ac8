namespace Connectify.Sdk.TestProgram;

/// <summary>Ways in which a process ends while the library works. The settings come from the environment.</summary>
internal static class Exits
{
    private const int Threads = 4;
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(50);

    public static async Task<int> AfterCallsAsync()
    {
        var sdk = new ConnectifySdk();
        Pong twin = await sdk.Status.PingAsync();
        Console.WriteLine($"{sdk.Status.Ping().IsPong} {twin.IsPong}");
        return 0;
    }

    public static int InCalls()
    {
        var sdk = new ConnectifySdk();
        Start(() => sdk.Status.Ping());
        for (int i = 0; i < 10; i++)
        {
            _ = sdk.Status.PingAsync();
        }
        Thread.Sleep(s_moment);
        return 0;
    }

    public static int WhileCalling()
    {
        var sdk = new ConnectifySdk();
        Start(() =>
        {
            while (true)
            {
                sdk.Status.Ping();
            }
        });
        Thread.Sleep(s_moment);
        return 0;
    }

    public static int WhileSubmitting()
    {
        var sdk = new ConnectifySdk();
        Start(() =>
        {
            while (true)
            {
                sdk.Status.PingAsync().Wait(1);
            }
        });
        Thread.Sleep(s_moment);
        return 0;
    }

    public static int WhileDisposing()
    {
        Start(() =>
        {
            while (true)
            {
                var sdk = new ConnectifySdk();
                Task<Pong> call = sdk.Status.PingAsync();
                sdk.Dispose();
                call.Wait(1);
            }
        });
        Thread.Sleep(s_moment);
        return 0;
    }

    public static int ByCall()
    {
        InCalls();
        Environment.Exit(0);
        return 1;
    }

    /// <summary>Runs threads that end with the process.</summary>
    private static void Start(Action work)
    {
        for (int i = 0; i < Threads; i++)
        {
            new Thread(() => UntilRefused(work)) { IsBackground = true }.Start();
        }
    }

    /// <summary>When the process ends, calls are cancelled.</summary>
    private static void UntilRefused(Action work)
    {
        while (true)
        {
            try
            {
                work();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (AggregateException error) when (error.InnerException is OperationCanceledException) { }
        }
    }
}
