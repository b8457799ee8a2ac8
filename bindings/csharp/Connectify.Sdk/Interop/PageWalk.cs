namespace Connectify.Sdk.Interop;

/// <summary>One walk over the pages of a list. After an error, the next step fetches the same page.</summary>
internal sealed class PageWalk<TPage>(
    Caller caller,
    Pages pages,
    Func<Answer, TPage> read,
    Cancel? cancel,
    CancellationToken token
) : IDisposable
    where TPage : class
{
    /// <summary>Fetches the next page and waits; null after the last.</summary>
    public TPage? Next()
    {
        token.ThrowIfCancellationRequested();
        _ = caller.Client; // open
        using CancellationTokenRegistration registration = cancel?.TriggerBy(token) ?? default;
        try
        {
            using Answer? answer = pages.Next();
            return answer is null ? null : read(answer);
        }
        catch (OperationCanceledException error) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, token);
        }
    }

    /// <summary>Fetches the next page, and lets the thread go until it is there; null after the last.</summary>
    public async Task<TPage?> NextAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var call = new PendingCall(caller.Client, stop);
        long id = pages.Submit(Completions.Queue);
        if (id == 0)
        {
            return null;
        }
        call.Begin(id);
        using Answer answer = await call.Task.ConfigureAwait(false);
        return read(answer);
    }

    public void Dispose()
    {
        pages.Dispose();
        cancel?.Dispose();
    }
}
