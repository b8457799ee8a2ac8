using System.Text.Json;
using System.Text.Json.Serialization;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>
/// One client at one authorization server, with its login: how that begins, is kept and renewed, and ends.
/// </summary>
/// <example>
/// <code>
/// using var oauth = new ConnectifyOAuth(new ConnectifyOptions { ClientId = "my-app", Scope = ["devices:read"] });
/// using Token token = await oauth.LoginAsync();
/// using var sdk = new ConnectifySdk(options: null, oauth);
/// </code>
/// </example>
/// <remarks>
/// Tokens are kept in an encrypted store that all processes share, and are renewed once for all of them. With the grant
/// <c>client_credentials</c> there is no login: <see cref="Token"/> asks for a token when there is none. What the
/// server refuses, and what of its answers is refused, throws <see cref="OAuthException"/> with the rule; every method
/// that asks the server throws what a call throws beside that. Any number of threads may use one at once.
/// </remarks>
[JsonConverter(typeof(NeverWritten))]
public sealed class ConnectifyOAuth : IDisposable
{
    private readonly OAuth _native;

    /// <summary>Makes the client. Touches no network.</summary>
    /// <param name="options">What the program decides; the rest is looked for in its other sources.</param>
    /// <exception cref="ConfigurationException">A setting is missing or bad.</exception>
    /// <exception cref="NativeLibraryException">The native library could not be loaded.</exception>
    public ConnectifyOAuth(ConnectifyOptions? options = null)
    {
        NativeLibraryLoader.Require();
        using var config = new Config();
        options?.Apply(config);
        _native = new OAuth(config);
    }

    /// <summary>All of a login by the browser of this machine, within five minutes.</summary>
    /// <param name="cancellationToken">Ends the login.</param>
    /// <returns>The token.</returns>
    /// <exception cref="ConfigurationException">No browser can be opened.</exception>
    public Token Login(CancellationToken cancellationToken = default) =>
        Blocking.Run(cancel => new Token(_native.Login(cancel)), cancellationToken);

    /// <inheritdoc cref="Login"/>
    public Task<Token> LoginAsync(CancellationToken cancellationToken = default) =>
        Blocking.RunAsync(() => Login(cancellationToken), cancellationToken);

    /// <summary>
    /// Begins a login whose browser is the caller's concern: send the user to <see cref="Authorization.Url"/>.
    /// </summary>
    /// <param name="redirectUri">Where the user is sent back to; null: that of the settings.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The login.</returns>
    public Authorization GetAuthorizationUrl(
        string? redirectUri = null,
        CancellationToken cancellationToken = default
    ) =>
        Blocking.Run(
            cancel =>
            {
                using var text = new Utf8Text(redirectUri ?? "", stackalloc byte[Utf8Text.Scratch]);
                return new Authorization(_native.GetAuthorizationUrl(text.Bytes, cancel));
            },
            cancellationToken
        );

    /// <inheritdoc cref="GetAuthorizationUrl"/>
    public Task<Authorization> GetAuthorizationUrlAsync(
        string? redirectUri = null,
        CancellationToken cancellationToken = default
    ) => Blocking.RunAsync(() => GetAuthorizationUrl(redirectUri, cancellationToken), cancellationToken);

    /// <summary>Ends a login with the answer that the browser came back with, after judging it.</summary>
    /// <param name="login">The login.</param>
    /// <param name="answer">The query, or the whole address.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The token.</returns>
    public Token ExchangeCodeForToken(
        Authorization login,
        string answer,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(login);
        ArgumentNullException.ThrowIfNull(answer);
        return Blocking.Run(
            cancel =>
            {
                using var text = new Utf8Text(answer, stackalloc byte[Utf8Text.Scratch]);
                return new Token(_native.ExchangeCodeForToken(login.Native, text.Bytes, cancel));
            },
            cancellationToken
        );
    }

    /// <inheritdoc cref="ExchangeCodeForToken"/>
    public Task<Token> ExchangeCodeForTokenAsync(
        Authorization login,
        string answer,
        CancellationToken cancellationToken = default
    ) => Blocking.RunAsync(() => ExchangeCodeForToken(login, answer, cancellationToken), cancellationToken);

    /// <summary>
    /// Begins a login on this machine: waits at a port of its own, and opens the user's browser. Where that cannot be
    /// opened, show the user <see cref="Authorization.Url"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The login.</returns>
    public Authorization OpenBrowser(CancellationToken cancellationToken = default) =>
        Blocking.Run(cancel => new Authorization(_native.OpenBrowser(cancel)), cancellationToken);

    /// <summary>Waits until the browser has come back, and ends the login.</summary>
    /// <param name="login">What <see cref="OpenBrowser"/> began.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The token.</returns>
    /// <exception cref="ConnectifyTimeoutException">The browser did not come back in time.</exception>
    public Token WaitForBrowser(
        Authorization login,
        TimeSpan timeout,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(login);
        return Blocking.Run(
            cancel => new Token(_native.WaitForBrowser(login.Native, (long)timeout.TotalMilliseconds, cancel)),
            cancellationToken
        );
    }

    /// <inheritdoc cref="WaitForBrowser"/>
    public Task<Token> WaitForBrowserAsync(
        Authorization login,
        TimeSpan timeout,
        CancellationToken cancellationToken = default
    ) => Blocking.RunAsync(() => WaitForBrowser(login, timeout, cancellationToken), cancellationToken);

    /// <summary>
    /// Begins a login where there is no browser (RFC 8628): show the user the code and the address.
    /// </summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The login.</returns>
    public DeviceLogin BeginDeviceLogin(CancellationToken cancellationToken = default) =>
        Blocking.Run(cancel => new DeviceLogin(_native.BeginDeviceLogin(cancel)), cancellationToken);

    /// <inheritdoc cref="BeginDeviceLogin"/>
    public Task<DeviceLogin> BeginDeviceLoginAsync(CancellationToken cancellationToken = default) =>
        Blocking.RunAsync(() => BeginDeviceLogin(cancellationToken), cancellationToken);

    /// <summary>Waits until the user has typed the code and answered.</summary>
    /// <param name="login">The login.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The token.</returns>
    public Token FinishDeviceLogin(DeviceLogin login, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(login);
        return Blocking.Run(
            cancel => new Token(_native.FinishDeviceLogin(login.Native, cancel)),
            cancellationToken
        );
    }

    /// <inheritdoc cref="FinishDeviceLogin"/>
    public Task<Token> FinishDeviceLoginAsync(DeviceLogin login, CancellationToken cancellationToken = default) =>
        Blocking.RunAsync(() => FinishDeviceLogin(login, cancellationToken), cancellationToken);

    /// <summary>A token that is good now, renewed if need be.</summary>
    /// <param name="scopes">Less than what was granted; none: all of it.</param>
    /// <returns>The token.</returns>
    public Token Token(params IEnumerable<string> scopes)
    {
        using var text = new Utf8Text(string.Join(' ', scopes), stackalloc byte[Utf8Text.Scratch]);
        return new Token(_native.Token(text.Bytes));
    }

    /// <inheritdoc cref="Token"/>
    public Task<Token> TokenAsync(params IEnumerable<string> scopes) => Blocking.RunAsync(() => Token(scopes));

    /// <summary>A token that is newer than what there is, though that may be good.</summary>
    /// <param name="scopes">Less than what was granted; none: all of it.</param>
    /// <returns>The token.</returns>
    public Token RefreshToken(params IEnumerable<string> scopes)
    {
        using var text = new Utf8Text(string.Join(' ', scopes), stackalloc byte[Utf8Text.Scratch]);
        return new Token(_native.RefreshToken(text.Bytes));
    }

    /// <inheritdoc cref="RefreshToken"/>
    public Task<Token> RefreshTokenAsync(params IEnumerable<string> scopes) =>
        Blocking.RunAsync(() => RefreshToken(scopes));

    /// <summary>Exchanges a token for another (RFC 8693); the new one is kept nowhere.</summary>
    /// <param name="subjectToken">The token.</param>
    /// <param name="scope">What the new one may do; null: what the settings say.</param>
    /// <param name="resource">The API that the new one is for; null: none is named.</param>
    /// <returns>The new token.</returns>
    public Token ExchangeToken(Secret subjectToken, IEnumerable<string>? scope = null, string? resource = null)
    {
        ArgumentNullException.ThrowIfNull(subjectToken);
        using var scopeText = new Utf8Text(string.Join(' ', scope ?? []), stackalloc byte[Utf8Text.Scratch]);
        using var resourceText = new Utf8Text(resource ?? "", stackalloc byte[Utf8Text.Scratch]);
        return new Token(_native.ExchangeToken(subjectToken.Native, scopeText.Bytes, resourceText.Bytes));
    }

    /// <summary>What the server says of a token (RFC 7662).</summary>
    /// <param name="token">The token.</param>
    /// <returns>An object; <c>active</c> is always there.</returns>
    public JsonElement Introspect(Secret token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Json.Parse(_native.Introspect(token.Native));
    }

    /// <summary>Ends one access token (RFC 7009).</summary>
    /// <param name="token">The token.</param>
    public void RevokeToken(Secret token)
    {
        ArgumentNullException.ThrowIfNull(token);
        _native.RevokeToken(token.Native);
    }

    /// <summary>
    /// Ends the login: its tokens at the server, and then what the store keeps. Where the server cannot be told, the
    /// login stays.
    /// </summary>
    /// <returns>Whether there was one.</returns>
    public bool Revoke() => _native.Revoke();

    /// <inheritdoc cref="Revoke"/>
    public Task<bool> RevokeAsync() => Blocking.RunAsync(Revoke);

    /// <summary>
    /// After a suspected compromise: as <see cref="Revoke"/>, but the store forgets the login and its key first,
    /// whatever the server answers.
    /// </summary>
    /// <returns>Whether there was a login.</returns>
    public bool RevokeAll() => _native.RevokeAll();

    /// <summary>Frees the object. The login stays in its store, and with the clients that were made with it.</summary>
    public void Dispose() => _native.Dispose();

    internal Client MakeClient(Config config) => _native.Client(config);
}
