namespace Connectify.Sdk.Interop;

/// <summary>How the generated operations reach the library: a client until it is disposed.</summary>
/// <remarks>One that is a role of another keeps that reachable, and so open.</remarks>
internal sealed class Caller(Client client, Action<CallRecord>? callEnded, Caller? wider = null) : IDisposable
{
    private readonly Caller? _wider = wider;
    private readonly CallRecords _records = new(client, callEnded);
    private volatile bool _disposed;

    /// <summary>The client, if it is not disposed.</summary>
    public Client Client
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ConnectifySdk));
            return client;
        }
    }

    /// <summary>Calls and waits.</summary>
    public T Call<T>(string operation, Arguments arguments, Sdk.CallOptions? options, CancellationToken token)
        where T : Model, IModel<T>
    {
        using (arguments)
        using (Answer answer = Call(operation, arguments.Finish(), options, token))
        {
            return answer.Read<T>();
        }
    }

    /// <summary>Calls and waits; the arguments are a JSON object.</summary>
    public Answer Call(
        string operation,
        ReadOnlySpan<byte> arguments,
        Sdk.CallOptions? options,
        CancellationToken token
    )
    {
        token.ThrowIfCancellationRequested();
        using var name = new Utf8Text(operation, stackalloc byte[Utf8Text.Scratch]);
        using Cancel? cancel = Cancel.For(token);
        using CallOptions? own = CallOptions.Of(options, cancel);
        using CancellationTokenRegistration registration = cancel?.TriggerBy(token) ?? default;
        Client open = Client;
        CallRecords.Call? record = _records.Begin(operation, arguments);
        Answer answer;
        try
        {
            answer = open.Call(name.Bytes, arguments, own);
        }
        catch (OperationCanceledException error) when (token.IsCancellationRequested)
        {
            record?.Failed(error);
            throw new OperationCanceledException(error.Message, error, token);
        }
        catch (Exception error) when (error is ConnectifyException or OperationCanceledException)
        {
            record?.Failed(error);
            throw;
        }
        record?.Answered(answer);
        return answer;
    }

    /// <summary>Calls, and lets the thread go until the answer is there.</summary>
    public async Task<T> CallAsync<T>(
        string operation,
        Arguments arguments,
        Sdk.CallOptions? options,
        CancellationToken token
    )
        where T : Model, IModel<T>
    {
        token.ThrowIfCancellationRequested();
        using (arguments)
        using (Answer answer = await SubmitAsync(operation, arguments.Finish(), options, token).ConfigureAwait(false))
        {
            return answer.Read<T>();
        }
    }

    /// <summary>A list whose pages are fetched when they are reached. The arguments are checked at once.</summary>
    public Pager<TItem, TPage> List<TItem, TPage>(
        string operation,
        Arguments arguments,
        Sdk.CallOptions? options,
        CancellationToken token
    )
        where TPage : Model, IModel<TPage>, IPage<TItem>
    {
        byte[] json = Json(arguments);
        return new Pager<TItem, TPage>(() => Walk<TPage>(operation, json, options, token), static page => page.Items);
    }

    /// <summary>The same for asynchronous code.</summary>
    public AsyncPager<TItem, TPage> ListAsync<TItem, TPage>(
        string operation,
        Arguments arguments,
        Sdk.CallOptions? options,
        CancellationToken token
    )
        where TPage : Model, IModel<TPage>, IPage<TItem>
    {
        byte[] json = Json(arguments);
        return new AsyncPager<TItem, TPage>(
            () => Walk<TPage>(operation, json, options, CancellationToken.None),
            static page => page.Items,
            token
        );
    }

    /// <summary>The same, narrowed to a role.</summary>
    public Caller AsRole(ReadOnlySpan<byte> role, ReadOnlySpan<byte> roles) =>
        new(Client.AsRole(role, roles), callEnded, this);

    /// <summary>Opens a stream of events.</summary>
    public EventPull<T> Stream<T>(
        string operation,
        string? lastEventId,
        Sdk.CallOptions? options,
        CancellationToken token
    )
        where T : Model, IModel<T>
    {
        token.ThrowIfCancellationRequested();
        using var name = new Utf8Text(operation, stackalloc byte[Utf8Text.Scratch]);
        using var after = new Utf8Text(lastEventId ?? "", stackalloc byte[Utf8Text.Scratch]);
        using CallOptions? own = CallOptions.Of(options, null);
        Client open = Client;
        var stream = new EventStream(open, name.Bytes, after.Bytes, own);
        return new EventPull<T>(open, stream, static answer => answer.Read<T>(), token);
    }

    /// <summary>Ends calls in flight, and closes the connections.</summary>
    public void Dispose()
    {
        _disposed = true;
        if (!client.IsClosed)
        {
            client.Finish();
            client.Dispose();
        }
    }

    private Task<Answer> SubmitAsync(
        string operation,
        ReadOnlySpan<byte> arguments,
        Sdk.CallOptions? options,
        CancellationToken token
    )
    {
        using var name = new Utf8Text(operation, stackalloc byte[Utf8Text.Scratch]);
        using CallOptions? own = CallOptions.Of(options, null);
        Client open = Client;
        CallRecords.Call? record = _records.Begin(operation, arguments);
        var call = new PendingCall(open, token);
        call.Begin(open.Submit(name.Bytes, arguments, Completions.Queue, own));
        return record is null ? call.Task : RecordedAsync(call.Task, record);
    }

    private PageWalk<TPage> Walk<TPage>(
        string operation,
        byte[] arguments,
        Sdk.CallOptions? options,
        CancellationToken token
    )
        where TPage : Model, IModel<TPage>
    {
        using var name = new Utf8Text(operation, stackalloc byte[Utf8Text.Scratch]);
        Cancel? cancel = Cancel.For(token);
        using CallOptions? own = CallOptions.Of(options, cancel);
        var pages = new Pages(Client, name.Bytes, arguments, own);
        CallRecords.Call? Begin() => _records.Begin(operation, arguments);
        return new PageWalk<TPage>(this, pages, static answer => answer.Read<TPage>(), Begin, cancel, token);
    }

    /// <summary>The same answer, recorded when it is there.</summary>
    public static async Task<Answer> RecordedAsync(Task<Answer> call, CallRecords.Call record)
    {
        Answer answer;
        try
        {
            answer = await call.ConfigureAwait(false);
        }
        catch (Exception error) when (error is ConnectifyException or OperationCanceledException)
        {
            record.Failed(error);
            throw;
        }
        record.Answered(answer);
        return answer;
    }

    private static byte[] Json(Arguments arguments)
    {
        using (arguments)
        {
            return arguments.Finish().ToArray();
        }
    }
}
