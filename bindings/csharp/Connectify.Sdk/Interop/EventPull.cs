namespace Connectify.Sdk.Interop;

/// <summary>What an event stream and its asynchronous twin have in common: taking one event after another.</summary>
internal sealed class EventPull<TEvent>(
    Client client,
    EventStream native,
    Func<Answer, TEvent> read,
    CancellationToken token
) : IDisposable
    where TEvent : class
{
    private const int WithoutEnd = -1;
    private const int AtOnce = 0;

    private readonly Client _client = client; // stays reachable, and so open
    private readonly CancellationTokenRegistration _registration = Register(native, token);
    private string _lastEventId = ""; // once disposed
    private volatile bool _disposed;
    private int _disposals;

    public string? LastEventId
    {
        get
        {
            string id = _disposed ? _lastEventId : native.LastEventId();
            return id.Length == 0 ? null : id;
        }
    }

    /// <summary>Waits for the next event; null at the end.</summary>
    public TEvent? Next() => Take(WithoutEnd, CancellationToken.None, out _);

    /// <summary>The same; holds a thread only while there is nothing to take.</summary>
    public async ValueTask<TEvent?> NextAsync(CancellationToken stop)
    {
        TEvent? came = Take(AtOnce, stop, out bool ended);
        return came is not null || ended
            ? came
            // Not one of the pool's, which are for what ends soon.
            : await Task
                .Factory.StartNew(
                    () => Take(WithoutEnd, stop, out _),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
                .ConfigureAwait(false);
    }

    /// <summary>Until the registration is disposed, the token ends the stream.</summary>
    public CancellationTokenRegistration CloseBy(CancellationToken stop) => Register(native, stop);

    /// <summary>Ends the connection. What came already can still be taken.</summary>
    public void Close() => Close(native);

    public void Dispose()
    {
        if (Interlocked.Increment(ref _disposals) == 1)
        {
            _registration.Dispose();
            _lastEventId = LastEventId ?? "";
            _disposed = true;
            Close();
            native.Dispose(); // freed when those who wait have left
        }
    }

    private TEvent? Take(int timeout, CancellationToken stop, out bool ended)
    {
        ended = false;
        ObjectDisposedException.ThrowIf(_disposed, typeof(Sdk.EventStream<>));
        token.ThrowIfCancellationRequested();
        stop.ThrowIfCancellationRequested();
        try
        {
            using Answer? answer = native.Next(timeout);
            GC.KeepAlive(_client);
            return answer is null ? null : read(answer);
        }
        catch (OperationCanceledException)
        {
            token.ThrowIfCancellationRequested();
            stop.ThrowIfCancellationRequested();
            ended = true;
            return null;
        }
    }

    private static CancellationTokenRegistration Register(EventStream native, CancellationToken token) =>
        token.UnsafeRegister(static stream => Close((EventStream)stream!), native);

    private static void Close(EventStream native)
    {
        try
        {
            native.Finish();
        }
        catch (ObjectDisposedException)
        {
            // It has ended already.
        }
    }
}
