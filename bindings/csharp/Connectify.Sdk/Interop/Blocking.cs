namespace Connectify.Sdk.Interop;

/// <summary>Work of the library that waits for a person or a server, and its asynchronous form.</summary>
internal static class Blocking
{
    /// <summary>Work that a switch can end.</summary>
    public delegate T Cancellable<T>(Cancel? cancel);

    /// <summary>Does the work on this thread; the token ends it.</summary>
    public static T Run<T>(Cancellable<T> work, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        using Cancel? cancel = Cancel.For(token);
        using CancellationTokenRegistration registration = cancel?.TriggerBy(token) ?? default;
        try
        {
            return work(cancel);
        }
        catch (OperationCanceledException error) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, token);
        }
    }

    /// <summary>Does the work on a thread of its own; the pool's are for what ends soon.</summary>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken token = default) =>
        Task.Factory.StartNew(work, token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
