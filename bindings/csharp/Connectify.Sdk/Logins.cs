namespace Connectify.Sdk;

/// <summary>A login by browser under way: good for one answer. Dispose it when it is done with.</summary>
public sealed class Authorization : IDisposable
{
    internal Authorization(Interop.Authorization native)
    {
        Native = native;
        Url = native.Url();
        BrowserOpened = native.BrowserOpened();
    }

    /// <summary>Where the user's browser is to go.</summary>
    public string Url { get; }

    /// <summary>Whether the user's browser was started; if not, show the user <see cref="Url"/>.</summary>
    public bool BrowserOpened { get; }

    internal Interop.Authorization Native { get; }

    /// <summary>Stops waiting for the login, once nobody waits for it any more.</summary>
    public void Dispose() => Native.Dispose();
}

/// <summary>A login by a code that the user types elsewhere, under way. All texts are printable ASCII.</summary>
public sealed class DeviceLogin : IDisposable
{
    internal DeviceLogin(Interop.DeviceLogin native)
    {
        Native = native;
        UserCode = native.UserCode();
        VerificationUri = native.VerificationUri();
        VerificationUriComplete = native.VerificationUriComplete() is { Length: > 0 } uri ? uri : null;
    }

    /// <summary>The code that the user types.</summary>
    public string UserCode { get; }

    /// <summary>Where the user types it: an https address.</summary>
    public string VerificationUri { get; }

    /// <summary>The same address with the code in it, for a QR code; null if the server gives none.</summary>
    public string? VerificationUriComplete { get; }

    internal Interop.DeviceLogin Native { get; }

    /// <summary>Frees the login.</summary>
    public void Dispose() => Native.Dispose();
}
