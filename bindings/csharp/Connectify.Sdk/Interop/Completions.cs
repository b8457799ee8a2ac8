using System.Collections.Concurrent;

namespace Connectify.Sdk.Interop;

/// <summary>Where submitted calls arrive: one queue for the process, and one thread that pulls from it.</summary>
internal static class Completions
{
    /// <summary>How long to wait for memory, once there was none.</summary>
    private const int PauseMilliseconds = 10;

    private const int WithoutEnd = -1;

    private static readonly Lazy<Queue> s_queue = new(Start);

    /// <summary>By the call's id: whichever of the call and its completion came first.</summary>
    private static readonly ConcurrentDictionary<long, object> s_first = new();

    /// <summary>The queue; the thread starts when it is first asked for.</summary>
    public static Queue Queue => s_queue.Value;

    /// <summary>Brings a call together with its completion: what comes second finds what came first.</summary>
    public static void Expect(long id, PendingCall call)
    {
        if (!ReferenceEquals(s_first.GetOrAdd(id, call), call))
        {
            s_first.TryRemove(id, out object? completion);
            call.End((Completion)completion!);
        }
    }

    private static void Arrive(Completion completion)
    {
        long id = completion.Id();
        if (!ReferenceEquals(s_first.GetOrAdd(id, completion), completion))
        {
            s_first.TryRemove(id, out object? call);
            ((PendingCall)call!).End(completion);
        }
    }

    private static Queue Start()
    {
        var queue = new Queue();
        new Thread(() => Pull(queue)) { IsBackground = true, Name = "Connectify completions" }.Start();
        return queue;
    }

    private static void Pull(Queue queue)
    {
        while (true)
        {
            try
            {
                Arrive(queue.Next(WithoutEnd));
            }
            catch (OperationCanceledException)
            {
                return; // the process is ending
            }
            catch (Exception error) when (error is InternalException or OutOfMemoryException)
            {
                Thread.Sleep(PauseMilliseconds);
            }
        }
    }
}
