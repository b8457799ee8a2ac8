using System.Diagnostics;
using System.Text.Json.Serialization;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>
/// A credential in guarded memory that is wiped when it goes. Never shown: <see cref="ToString"/>, debuggers, logs and
/// JSON do not give the value; <c>Reveal</c> alone does.
/// </summary>
/// <remarks>
/// The string or bytes that it was made from stay the caller's to wipe, and a string cannot be. Where that matters, let
/// the library read the value itself, from the environment or a file. Any number of threads may use one at once.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(NeverWritten))]
public sealed class Secret : IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Interop.Secret _native;

    /// <summary>Makes one of a text.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="ValidationException">It is empty or cannot be a secret.</exception>
    public Secret(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        NativeLibraryLoader.Require();
        using var text = new Utf8Text(value, stackalloc byte[Utf8Text.Scratch]);
        _native = new Interop.Secret(text.Bytes);
    }

    /// <summary>Makes one of bytes.</summary>
    /// <param name="value">The value; copied.</param>
    /// <exception cref="ValidationException">It is empty or cannot be a secret.</exception>
    public Secret(ReadOnlySpan<byte> value)
    {
        NativeLibraryLoader.Require();
        _native = new Interop.Secret(value);
    }

    internal Secret(Interop.Secret native) => _native = native;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal Interop.Secret Native => _native;

    /// <summary>Gives the value as bytes, without a copy, for as long as the function runs.</summary>
    /// <param name="use">Gets the bytes.</param>
    /// <exception cref="ObjectDisposedException">The secret is disposed.</exception>
    public void Reveal(Action<ReadOnlySpan<byte>> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        Reveal(value =>
        {
            use(value);
            return true;
        });
    }

    /// <summary>Gives the value as bytes, without a copy, for as long as the function runs.</summary>
    /// <typeparam name="TResult">What is made of it.</typeparam>
    /// <param name="use">Gets the bytes.</param>
    /// <returns>What the function gives.</returns>
    /// <exception cref="ObjectDisposedException">The secret is disposed.</exception>
    public TResult Reveal<TResult>(Func<ReadOnlySpan<byte>, TResult> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        bool held = false;
        _native.DangerousAddRef(ref held); // a Dispose meanwhile takes the value only when the function has ended
        try
        {
            return use(_native.Reveal());
        }
        finally
        {
            _native.DangerousRelease();
        }
    }

    /// <summary>Whether both hold the same; takes a time that depends on the lengths alone.</summary>
    /// <param name="other">The other.</param>
    /// <returns>True if they are the same.</returns>
    public bool FixedTimeEquals(Secret other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _native.Equals(other._native);
    }

    /// <summary>Never the value.</summary>
    /// <returns>Its length and a mark by which two can be told apart.</returns>
    public override string ToString() => _native.IsClosed ? "Secret(disposed)" : _native.Describe();

    /// <summary>Wipes the value.</summary>
    public void Dispose() => _native.Dispose();

    internal void Apply(Config config, string name) => config.Set(name, _native);

    internal void Apply(OptionSetter set, ReadOnlySpan<byte> name)
    {
        bool held = false;
        _native.DangerousAddRef(ref held);
        try
        {
            set(name, _native.Reveal());
        }
        finally
        {
            _native.DangerousRelease();
        }
    }

    internal void Apply(Interop.WebhookVerifier verifier) => verifier.AddSecret(_native);

    internal void Apply(Interop.Redactor redactor) => redactor.AddSecret(_native);
}
