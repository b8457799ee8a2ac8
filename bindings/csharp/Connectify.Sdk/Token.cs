using System.Text.Json.Serialization;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>An access token, and what is known of it. Any number of threads may use one.</summary>
[JsonConverter(typeof(NeverWritten))]
public sealed class Token : IDisposable
{
    private readonly Interop.Token _native;

    internal Token(Interop.Token native) => _native = native;

    /// <summary>The access token itself. A client that was made with the login sends it by itself.</summary>
    /// <returns>A secret, which is the caller's to dispose.</returns>
    public Secret AccessToken() => new(_native.AccessToken());

    /// <summary>What it may do: the names of scopes.</summary>
    public IReadOnlyList<string> Scopes => _native.Scope().Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary><c>Bearer</c>, or <c>DPoP</c> for a token that is bound to a key of the library's.</summary>
    public string Type => _native.Type();

    /// <summary>For how long it is still good; null if the server did not say.</summary>
    public TimeSpan? ExpiresIn => _native.ExpiresIn() is >= 0 and long seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Never the value.</summary>
    /// <returns>What it is and may do.</returns>
    public override string ToString() =>
        _native.IsClosed ? "Token(disposed)" : $"Token({Type}, {string.Join(' ', Scopes)})";

    /// <summary>Frees the token, and wipes what nobody else holds of it.</summary>
    public void Dispose() => _native.Dispose();
}
