using System.Runtime.InteropServices;

namespace Bench;

/// <summary>The processor time of this thread: what the call itself costs, whoever else uses the machine.</summary>
internal static class ThreadTime
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    public static long Nanoseconds()
    {
        if (GetTime(ThreadCpuTime, out TimeSpec time) != 0)
        {
            throw new InvalidOperationException("there is no clock for threads");
        }
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int GetTime(int clock, out TimeSpec time);
}
