namespace Connectify.Sdk.Interop;

/// <summary>A submitted call until its completion has come. Keeps its client alive.</summary>
internal sealed class PendingCall(Client client, CancellationToken token)
    : TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private long _id;
    private CancellationTokenRegistration _registration;

    /// <summary>Once the call was submitted, and before anybody looks at the task.</summary>
    public void Begin(long id)
    {
        _id = id;
        _registration = token.UnsafeRegister(static self => ((PendingCall)self!).Cancel(), this);
        Completions.Expect(id, this);
    }

    /// <summary>Takes over what the completion brings.</summary>
    public void End(Completion completion)
    {
        _registration.Unregister();
        using (completion)
        {
            try
            {
                SetResult(completion.Take());
            }
            catch (OperationCanceledException error) when (token.IsCancellationRequested)
            {
                SetException(new OperationCanceledException(error.Message, error, token));
            }
            catch (Exception error)
            {
                SetException(error);
            }
        }
    }

    /// <summary>Asks for the end of the call: its completion still comes.</summary>
    private void Cancel()
    {
        try
        {
            client.Cancel(_id);
        }
        catch (ObjectDisposedException)
        {
            // The client ended all of its calls.
        }
    }
}
