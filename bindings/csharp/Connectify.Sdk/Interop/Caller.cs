namespace Connectify.Sdk.Interop;

/// <summary>How the generated operations reach the library: a client until it is disposed.</summary>
internal sealed class Caller(Client client) : IDisposable
{
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
        try
        {
            return Client.Call(name.Bytes, arguments, own);
        }
        catch (OperationCanceledException error) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, token);
        }
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
        using (Answer answer = await Submit(operation, arguments.Finish(), options, token).ConfigureAwait(false))
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

    private Task<Answer> Submit(
        string operation,
        ReadOnlySpan<byte> arguments,
        Sdk.CallOptions? options,
        CancellationToken token
    )
    {
        using var name = new Utf8Text(operation, stackalloc byte[Utf8Text.Scratch]);
        using CallOptions? own = CallOptions.Of(options, null);
        var call = new PendingCall(Client, token);
        call.Begin(Client.Submit(name.Bytes, arguments, Completions.Queue, own));
        return call.Task;
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
        return new PageWalk<TPage>(this, pages, static answer => answer.Read<TPage>(), cancel, token);
    }

    private static byte[] Json(Arguments arguments)
    {
        using (arguments)
        {
            return arguments.Finish().ToArray();
        }
    }
}
