using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>A certificate of a chain.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Issuer">Who made it.</param>
/// <param name="NotBefore">From when on it holds.</param>
/// <param name="NotAfter">Until when it holds.</param>
/// <param name="Pin">What would pin it.</param>
public sealed record TlsCertificate(string Subject, string Issuer, string NotBefore, string NotAfter, string Pin);

/// <summary>A rule of every connection.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Passed">Whether the server keeps it.</param>
/// <param name="Message">What is wrong and the cure; empty where it is kept.</param>
public sealed record TlsRule(string Rule, bool Passed, string Message);

/// <summary>What a server's TLS offers, and which of the library's rules it keeps.</summary>
public sealed record TlsReport
{
    /// <summary>The server.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>Whether all rules are kept.</summary>
    public required bool Passed { get; init; }

    /// <summary>Such as <c>TLSv1.3</c>; empty where no handshake could be agreed on.</summary>
    public required string Version { get; init; }

    /// <summary>The cipher suite.</summary>
    public required string Cipher { get; init; }

    /// <summary>The group of the key exchange.</summary>
    public required string Group { get; init; }

    /// <summary>Until the server's certificate ends.</summary>
    public required long DaysLeft { get; init; }

    /// <summary>Whether a session was taken up again.</summary>
    public required bool Resumption { get; init; }

    /// <summary>The certificates, the server's first.</summary>
    public required IReadOnlyList<TlsCertificate> Chain { get; init; }

    /// <summary>What would fit, for the setting <c>tls_pins</c>.</summary>
    public required IReadOnlyList<string> Pins { get; init; }

    /// <summary>Each rule.</summary>
    public required IReadOnlyList<TlsRule> Rules { get; init; }

    /// <summary>
    /// Connects to a server as a client with these options would, and tells what it met. No application data is sent. A
    /// broken rule is no error of this method.
    /// </summary>
    /// <param name="host">The server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="options">The options.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ConnectionException">There is no server.</exception>
    /// <exception cref="ConfigurationException">A setting is bad.</exception>
    public static TlsReport Probe(string host, int port, ConnectifyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        NativeLibraryLoader.Require();
        using var config = new Config();
        options?.Apply(config);
        using var name = new Utf8Text(host, stackalloc byte[Utf8Text.Scratch]);
        return Read(Native.TlsProbe(config, name.Bytes, (ushort)port));
    }

    /// <summary>Judges a stored chain as a live connection would.</summary>
    /// <param name="chain">The server's certificate and its intermediates, in PEM form.</param>
    /// <param name="authorities">The trusted certificates, in PEM form.</param>
    /// <param name="name">The DNS name or IP address that is connected to.</param>
    /// <param name="at">The time to judge by; null: the present time.</param>
    /// <param name="crls">The revocation lists in PEM form; empty: revocation is not judged.</param>
    /// <returns>The path that was accepted, the server's certificate first.</returns>
    /// <exception cref="TlsException">The chain is refused; with the rule.</exception>
    public static IReadOnlyList<TlsCertificate> Judge(
        ReadOnlySpan<byte> chain,
        ReadOnlySpan<byte> authorities,
        string name,
        DateTimeOffset? at = null,
        ReadOnlySpan<byte> crls = default
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        NativeLibraryLoader.Require();
        using var nameText = new Utf8Text(name, stackalloc byte[Utf8Text.Scratch]);
        long seconds = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds();
        return ReadChain(Json.Parse(Native.TlsJudge(chain, authorities, nameText.Bytes, seconds, crls)));
    }

    internal static TlsReport Read(string json)
    {
        JsonElement told = Json.Parse(json);
        return new TlsReport
        {
            Host = told.Text("host"),
            Port = told.GetProperty("port").GetInt32(),
            Passed = told.GetProperty("passed").GetBoolean(),
            Version = told.Text("version"),
            Cipher = told.Text("cipher"),
            Group = told.Text("group"),
            DaysLeft = told.GetProperty("days_left").GetInt64(),
            Resumption = told.GetProperty("resumption").GetBoolean(),
            Chain = ReadChain(told),
            Pins = Json.Texts(told.GetProperty("pins")),
            Rules = Json.List(told.GetProperty("rules"), ReadRule),
        };
    }

    private static IReadOnlyList<TlsCertificate> ReadChain(JsonElement told) =>
        Json.List(
            told.GetProperty("chain"),
            each => new TlsCertificate(
                each.Text("subject"),
                each.Text("issuer"),
                each.Text("not_before"),
                each.Text("not_after"),
                each.Text("pin")
            )
        );

    private static TlsRule ReadRule(JsonElement told) =>
        new(told.Text("rule"), told.GetProperty("passed").GetBoolean(), told.Text("message"));
}
