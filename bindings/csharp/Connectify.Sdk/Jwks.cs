using System.Globalization;
using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>What a token must say to be accepted. Null is not compared.</summary>
public sealed record JwtOptions
{
    /// <summary>The algorithms that are allowed; null: every asymmetric one.</summary>
    public IReadOnlyList<string>? Algorithms { get; init; }

    /// <summary>
    /// <c>jwt</c>, <c>id_token</c> (OpenID Connect) or <c>access_token</c> (RFC 9068), each with the claims it needs.
    /// </summary>
    public string? Profile { get; init; }

    /// <summary>Who has to have issued it.</summary>
    public string? Issuer { get; init; }

    /// <summary>For whom it has to be.</summary>
    public string? Audience { get; init; }

    /// <summary>The nonce that was sent.</summary>
    public string? Nonce { get; init; }

    /// <summary>The type that its header has to say.</summary>
    public string? Typ { get; init; }

    /// <summary>The access token that came with an ID token.</summary>
    public string? AccessToken { get; init; }

    /// <summary>By how much clocks may differ, in whole seconds.</summary>
    public TimeSpan? Leeway { get; init; }

    /// <summary>The time to judge by instead of now.</summary>
    public DateTimeOffset? At { get; init; }

    internal JwtRules ToNative()
    {
        var rules = new JwtRules();
        Set(rules, "alg", Algorithms is null ? null : string.Join(',', Algorithms));
        Set(rules, "profile", Profile);
        Set(rules, "issuer", Issuer);
        Set(rules, "audience", Audience);
        Set(rules, "nonce", Nonce);
        Set(rules, "typ", Typ);
        Set(rules, "access_token", AccessToken);
        Set(rules, "leeway", Leeway.AsText());
        Set(rules, "at", At?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return rules;
    }

    internal static void Set(JwtRules rules, string name, string? value)
    {
        if (value is not null)
        {
            using var nameText = new Utf8Text(name, stackalloc byte[Utf8Text.Scratch]);
            using var valueText = new Utf8Text(value, stackalloc byte[Utf8Text.Scratch]);
            rules.Set(nameText.Bytes, valueText.Bytes);
        }
    }
}

/// <summary>What a token says. Nobody has checked whether it is true.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Claims">Its claims; of the kind null if the payload is no JSON object.</param>
public sealed record UnverifiedJwt(JsonElement Header, JsonElement Claims);

/// <summary>
/// A set of keys (JWKS), parsed and checked once, by which JSON Web Tokens are verified. Any number of threads may use
/// one.
/// </summary>
public sealed class Jwks : IDisposable
{
    private readonly Interop.Jwks _native;

    /// <summary>Parses a key set, or a single key.</summary>
    /// <param name="json">The keys.</param>
    /// <exception cref="OAuthException">That is no set of keys.</exception>
    public Jwks(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        NativeLibraryLoader.Require();
        using var text = new Utf8Text(json, stackalloc byte[Utf8Text.Scratch]);
        _native = new Interop.Jwks(text.Bytes);
    }

    /// <summary>Shows what a token says and judges none of it.</summary>
    /// <param name="token">The token.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="OAuthException">It cannot be taken apart.</exception>
    public static UnverifiedJwt Inspect(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        NativeLibraryLoader.Require();
        using var text = new Utf8Text(token, stackalloc byte[Utf8Text.Scratch]);
        JsonElement told = Json.Parse(Native.InspectJwt(text.Bytes));
        return new UnverifiedJwt(told.GetProperty("header"), told.GetProperty("claims"));
    }

    /// <summary>Checks a token's signature with a key of the set, and its claims.</summary>
    /// <param name="token">The token.</param>
    /// <param name="options">What it must say.</param>
    /// <returns>Its claims, an object.</returns>
    /// <exception cref="OAuthException">The token is refused; with the rule.</exception>
    public JsonElement Verify(string token, JwtOptions? options = null)
    {
        using JwtRules rules = (options ?? new JwtOptions()).ToNative();
        return Json.Parse(Payload(token, rules));
    }

    /// <summary>Checks a token's signature alone: nothing in its payload is checked.</summary>
    /// <param name="token">The token.</param>
    /// <param name="algorithms">The algorithms that are allowed; null: every asymmetric one.</param>
    /// <returns>The payload, whatever it is.</returns>
    /// <exception cref="OAuthException">The signature is not good.</exception>
    public byte[] VerifySignature(string token, IReadOnlyList<string>? algorithms = null)
    {
        using JwtRules rules = new JwtOptions { Algorithms = algorithms }.ToNative();
        JwtOptions.Set(rules, "claims", "false");
        return Payload(token, rules);
    }

    /// <summary>Frees the keys.</summary>
    public void Dispose() => _native.Dispose();

    private byte[] Payload(string token, JwtRules rules)
    {
        ArgumentNullException.ThrowIfNull(token);
        using var text = new Utf8Text(token, stackalloc byte[Utf8Text.Scratch]);
        return Native.VerifyJwt(text.Bytes, _native, rules);
    }
}
