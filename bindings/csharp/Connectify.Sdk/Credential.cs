using System.Text.Json.Serialization;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>
/// A credential that a program gives: a text or a <see cref="Secret"/>, either of which can be assigned as it is. The
/// default, and a null, is no value.
/// </summary>
[JsonConverter(typeof(NeverWritten))]
public readonly struct Credential
{
    private readonly object? _value;

    private Credential(object? value) => _value = value;

    /// <summary>From a text, which cannot be wiped: where that matters, let the library read the value.</summary>
    /// <param name="text">The credential; null is no value.</param>
    public static implicit operator Credential(string? text) => new(text);

    /// <summary>From a secret, which stays the caller's and is needed until the client is made.</summary>
    /// <param name="secret">The credential; null is no value.</param>
    public static implicit operator Credential(Secret? secret) => new(secret);

    /// <summary>Never the value.</summary>
    /// <returns>Whether there is one.</returns>
    public override string ToString() => _value is null ? "(none)" : "****";

    internal void Apply(Interop.WebhookVerifier verifier)
    {
        if (_value is Secret secret)
        {
            secret.Apply(verifier);
        }
        else if (_value is string text)
        {
            using var held = new Secret(text);
            held.Apply(verifier);
        }
    }

    internal void Apply(OptionSetter set, string name)
    {
        if (_value is Secret secret)
        {
            using var nameText = new Utf8Text(name, stackalloc byte[Utf8Text.Scratch]);
            secret.Apply(set, nameText.Bytes);
        }
        else
        {
            Settings.Set(set, name, _value as string);
        }
    }

    internal void Apply(Config config, string name)
    {
        if (_value is Secret secret)
        {
            secret.Apply(config, name);
        }
        else
        {
            config.Set(name, _value as string);
        }
    }
}
