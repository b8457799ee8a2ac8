namespace Connectify.Sdk.Interop;

// What the classes that SWIG wrote have besides.

internal sealed partial class CallOptions
{
    /// <summary>NULL.</summary>
    public static readonly CallOptions None = new(IntPtr.Zero, false);

    /// <summary>The options of one call; null if nothing is different.</summary>
    public static CallOptions? Of(Sdk.CallOptions? given, Cancel? cancel)
    {
        if (given is null && cancel is null)
        {
            return null;
        }
        var options = new CallOptions();
        options.Set("timeout", given?.Timeout.AsText());
        options.Set("idempotency_key", given?.IdempotencyKey);
        if (cancel is not null)
        {
            options.SetCancel(cancel);
        }
        return options;
    }
}

internal sealed partial class Cancel
{
    /// <summary>NULL.</summary>
    public static readonly Cancel None = new(IntPtr.Zero, false);

    /// <summary>A switch for a token that may be cancelled.</summary>
    public static Cancel? For(CancellationToken token) => token.CanBeCanceled ? new Cancel() : null;

    /// <summary>Until the registration is disposed, the token triggers the switch.</summary>
    public CancellationTokenRegistration TriggerBy(CancellationToken token) =>
        token.UnsafeRegister(static self => ((Cancel)self!).Trigger(), this);
}
