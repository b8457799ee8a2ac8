using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>A secret that was masked.</summary>
/// <param name="Fingerprint">The beginning of its SHA-256, such as <c>sha256:1a2b</c>.</param>
/// <param name="What"><c>registered</c>, or the shape by which it was found.</param>
/// <param name="Count">How many times.</param>
public sealed record MaskedSecret(string Fingerprint, string What, long Count);

/// <summary>
/// Masks secrets: values that it was told, in all their forms, and others by their shapes. Text may be any bytes, in
/// pieces of any size.
/// </summary>
/// <remarks>
/// <see cref="Redact"/> does the same for a whole text with the process's own redactor, which knows every credential
/// that a client of this process has used.
/// </remarks>
public sealed class Redactor : IDisposable
{
    private readonly Interop.Redactor _native;

    private Redactor(Interop.Redactor native) => _native = native;

    /// <summary>A redactor that knows the shapes of secrets, and no value yet.</summary>
    public Redactor()
    {
        NativeLibraryLoader.Require();
        _native = new Interop.Redactor();
    }

    /// <summary>How many secrets were masked so far.</summary>
    public long Masked => _native.Count();

    /// <summary>
    /// The process's own, with a stream of its own. What is added holds for <see cref="Redact"/>, too.
    /// </summary>
    /// <returns>The redactor.</returns>
    public static Redactor OfProcess()
    {
        NativeLibraryLoader.Require();
        return new Redactor(Interop.Redactor.OfProcess());
    }

    /// <summary>The text as it may be seen.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The same string if it holds no secret.</returns>
    public static string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        NativeLibraryLoader.Require();
        using var bytes = new Utf8Text(text, stackalloc byte[Utf8Text.Scratch]);
        return Native.Redact(bytes.Bytes) ?? text;
    }

    /// <summary>Registers a value, without line ends behind it.</summary>
    /// <param name="secret">The value.</param>
    /// <exception cref="ValidationException">It is too short or too long.</exception>
    public void Add(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        secret.Apply(_native);
    }

    /// <summary>Registers a value, without line ends behind it.</summary>
    /// <param name="secret">The value.</param>
    /// <exception cref="ValidationException">It is too short or too long.</exception>
    public void Add(string secret)
    {
        using var held = new Secret(secret);
        Add(held);
    }

    /// <summary>Sends a piece of text through.</summary>
    /// <param name="chunk">The piece.</param>
    /// <returns>What can no longer change of it and of what came before.</returns>
    public byte[] Write(ReadOnlySpan<byte> chunk) => _native.Write(chunk);

    /// <summary>Ends the text; the next write begins another.</summary>
    /// <returns>The rest of it.</returns>
    public byte[] Finish() => _native.Finish();

    /// <summary>What was masked.</summary>
    /// <returns>Each secret.</returns>
    public IReadOnlyList<MaskedSecret> Report() => Json.List(Json.Parse(_native.Report()).GetProperty("secrets"), Read);

    /// <summary>Frees the redactor; what it still held back is gone.</summary>
    public void Dispose() => _native.Dispose();

    private static MaskedSecret Read(JsonElement told) =>
        new(told.Text("fingerprint"), told.Text("what"), told.GetProperty("count").GetInt64());
}
