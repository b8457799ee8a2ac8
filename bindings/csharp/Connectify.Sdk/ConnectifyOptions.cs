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

    /// <summary>Where the browser is sent after the user's consent.</summary>
    public string? RedirectUri { get; set; }

    /// <summary>The scopes to ask for, such as <c>devices:read</c>.</summary>
    public IReadOnlyList<string>? Scope { get; set; }

    /// <summary>How long a call may take in all.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How long making a connection may take.</summary>
    public TimeSpan? ConnectTimeout { get; set; }

    /// <summary>What is logged, such as <c>WARNING</c>.</summary>
    public string? LogLevel { get; set; }

    /// <summary>Whether everything is logged.</summary>
    public bool? Debug { get; set; }

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
        config.Set("redirect_uri", RedirectUri);
        config.Set("scope", Scope is null ? null : string.Join(' ', Scope));
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
