using System.Text.Json.Serialization;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>
/// What a program decides about its client. Null is no value: the setting is looked for in its other sources. Which
/// values are good, and the defaults, are the library's to say when the client is made.
/// </summary>
[JsonConverter(typeof(NeverWritten))]
public sealed class ConnectifyOptions
{
    /// <summary>The API key, which identifies the application: text or a <see cref="Secret"/>.</summary>
    public Credential ApiKey { get; set; }

    /// <summary>The API secret, which proves to be the application: text or a <see cref="Secret"/>.</summary>
    public Credential ApiSecret { get; set; }

    /// <summary><c>sandbox</c>, <c>development</c>, <c>staging</c> or <c>production</c>.</summary>
    public string? Environment { get; set; }

    /// <summary>Where the service is, such as <c>https://127.0.0.1:8443/v1</c>.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>The OAuth client's id.</summary>
    public string? ClientId { get; set; }

    /// <summary>The OAuth client's secret: text or a <see cref="Secret"/>.</summary>
    public Credential ClientSecret { get; set; }

    /// <summary>The authorization server: an https URL.</summary>
    public string? Issuer { get; set; }

    /// <summary>
    /// The key by which the OAuth client proves itself: in PEM form, or where it is, such as <c>file:/path</c>.
    /// </summary>
    public Credential ClientPrivateKey { get; set; }

    /// <summary>
    /// How the OAuth client proves itself: <c>none</c>, <c>basic</c>, <c>post</c>, <c>private_key_jwt</c> or
    /// <c>tls_client_auth</c>.
    /// </summary>
    public string? ClientAuthentication { get; set; }

    /// <summary>For whom the OAuth client acts: <c>login</c> or <c>client_credentials</c>.</summary>
    public string? Grant { get; set; }

    /// <summary>The API that tokens are for (RFC 8707).</summary>
    public string? Resource { get; set; }

    /// <summary>Whether tokens are bound to a key of the library's (RFC 9449).</summary>
    public bool? Dpop { get; set; }

    /// <summary>A command that opens the user's browser; the address is added to it.</summary>
    public string? Browser { get; set; }

    /// <summary>
    /// Where logins are kept: a file, which is encrypted, <c>memory</c>, or a Redis that several hosts share
    /// (<c>rediss://…</c>).
    /// </summary>
    public string? TokenStore { get; set; }

    /// <summary>With what that Redis lets us in: text or a <see cref="Secret"/>.</summary>
    public Credential TokenStorePassword { get; set; }

    /// <summary>
    /// By what logins are encrypted, in the place of a key beside the file: text or a <see cref="Secret"/>.
    /// </summary>
    public Credential TokenStorePassphrase { get; set; }

    /// <summary>Where the browser is sent after the user's consent.</summary>
    public string? RedirectUri { get; set; }

    /// <summary>The scopes to ask for, such as <c>devices:read</c>.</summary>
    public IReadOnlyList<string>? Scope { get; set; }

    /// <summary>
    /// Whether a call whose scope is not in <see cref="Scope"/> is refused before it is sent.
    /// </summary>
    public bool? CheckScopes { get; set; }

    /// <summary>
    /// Whether it is counted what the credential is used for, for <see cref="ConnectifySdk.Review"/>.
    /// </summary>
    public bool? RecordUsage { get; set; }

    /// <summary>Where such counts and the record of reviews are kept.</summary>
    public string? StateFolder { get; set; }

    /// <summary>How long a call may take in all.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How long making a connection may take.</summary>
    public TimeSpan? ConnectTimeout { get; set; }

    /// <summary>What is logged, such as <c>WARNING</c>.</summary>
    public string? LogLevel { get; set; }

    /// <summary>Whether everything is logged.</summary>
    public bool? Debug { get; set; }

    /// <summary>
    /// Told of each call that has ended, if <see cref="LogLevel"/> is <c>INFO</c> or <c>DEBUG</c>, on the thread that
    /// called or that goes on after it; what it throws becomes the call's. <c>LogTo()</c> of
    /// <c>Connectify.Sdk.AspNetCore</c> tells an <c>ILogger</c>.
    /// </summary>
    public Action<CallRecord>? CallEnded { get; set; }

    /// <summary>The proxy's URL.</summary>
    public string? Proxy { get; set; }

    /// <summary>A PEM file with the certificate authorities to trust, instead of the system's.</summary>
    public string? CaFile { get; set; }

    /// <summary>The <c>.env</c> file to read.</summary>
    public string? EnvFile { get; set; }

    /// <summary>The JSON file to read.</summary>
    public string? ConfigFile { get; set; }

    /// <summary>Where the running sandbox wrote down how to reach it.</summary>
    public string? SandboxFile { get; set; }

    internal void Apply(Config config)
    {
        ApiKey.Apply(config, "api_key");
        ApiSecret.Apply(config, "api_secret");
        config.Set("environment", Environment);
        config.Set("base_url", BaseUrl);
        config.Set("client_id", ClientId);
        ClientSecret.Apply(config, "client_secret");
        config.Set("issuer", Issuer);
        ClientPrivateKey.Apply(config, "client_private_key");
        config.Set("client_authentication", ClientAuthentication);
        config.Set("grant", Grant);
        config.Set("resource", Resource);
        config.Set("dpop", Dpop.AsText());
        config.Set("browser", Browser);
        config.Set("token_store", TokenStore);
        TokenStorePassword.Apply(config, "token_store_password");
        TokenStorePassphrase.Apply(config, "token_store_passphrase");
        config.Set("redirect_uri", RedirectUri);
        config.Set("scope", Scope is null ? null : string.Join(' ', Scope));
        config.Set("check_scopes", CheckScopes.AsText());
        config.Set("record_usage", RecordUsage.AsText());
        config.Set("state_folder", StateFolder);
        config.Set("timeout", Timeout.AsText());
        config.Set("connect_timeout", ConnectTimeout.AsText());
        config.Set("log_level", LogLevel);
        config.Set("debug", Debug.AsText());
        config.Set("proxy", Proxy);
        config.Set("ca_file", CaFile);
        config.Set("env_file", EnvFile);
        config.Set("config_file", ConfigFile);
        config.Set("sandbox_file", SandboxFile);
    }
}
