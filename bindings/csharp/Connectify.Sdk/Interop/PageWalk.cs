namespace Connectify.Sdk.Interop;

/// <summary>One walk over the pages of a list. After an error, the next step fetches the same page.</summary>
internal sealed class PageWalk<TPage>(
    Caller caller,
    Pages pages,
    Func<Answer, TPage> read,
    Func<CallRecords.Call?> begin,
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
        CallRecords.Call? record = begin();
        Answer? answer;
        try
        {
            answer = pages.Next();
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
        using (answer)
        {
            if (answer is null)
            {
                return null; // the list was at its end, and nothing was called
            }
            record?.Answered(answer);
            return read(answer);
        }
    }

    /// <summary>Fetches the next page, and lets the thread go until it is there; null after the last.</summary>
    public async Task<TPage?> NextAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var call = new PendingCall(caller.Client, stop);
        CallRecords.Call? record = begin();
        long id = pages.Submit(Completions.Queue);
        if (id == 0)
        {
            return null;
        }
        call.Begin(id);
        Task<Answer> task = record is null ? call.Task : Caller.RecordedAsync(call.Task, record);
        using Answer answer = await task.ConfigureAwait(false);
        return read(answer);
    }

    public void Dispose()
    {
        pages.Dispose();
        cancel?.Dispose();
    }
}
