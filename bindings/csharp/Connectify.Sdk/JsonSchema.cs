using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>
/// JSON from outside: one value in UTF-8, no key twice, not too deep, not too large, no number that would lose digits,
/// nothing behind it.
/// </summary>
public static class JsonGuard
{
    /// <summary>Does nothing if a text is JSON that is safe to read.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="ValidationException">It is not; with the rule that was broken.</exception>
    public static void Check(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        using var text = new Utf8Text(json, stackalloc byte[Utf8Text.Scratch]);
        Check(text.Bytes);
    }

    /// <summary>Does nothing if bytes are JSON that is safe to read.</summary>
    /// <param name="json">The bytes.</param>
    /// <exception cref="ValidationException">They are not; with the rule that was broken.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        NativeLibraryLoader.Require();
        Native.CheckJson(json);
    }
}

/// <summary>How a schema is compiled.</summary>
public sealed record JsonSchemaOptions
{
    /// <summary>Whether <c>format</c> is a rule or an annotation.</summary>
    public bool FormatAssertion { get; init; }

    /// <summary>Where the documents are whose URIs begin so: folders by prefixes.</summary>
    public IReadOnlyDictionary<string, string>? Folders { get; init; }

    internal SchemaOptions ToNative()
    {
        var options = new SchemaOptions();
        options.SetFormatAssertion(FormatAssertion);
        foreach ((string prefix, string folder) in Folders ?? new Dictionary<string, string>())
        {
            Map(options, prefix, folder);
        }
        return options;
    }

    private static void Map(SchemaOptions options, string prefix, string folder)
    {
        using var prefixText = new Utf8Text(prefix, stackalloc byte[Utf8Text.Scratch]);
        using var folderText = new Utf8Text(folder, stackalloc byte[Utf8Text.Scratch]);
        options.Map(prefixText.Bytes, folderText.Bytes);
    }
}

/// <summary>
/// A compiled JSON Schema (2020-12). Patterns are matched in linear time, and nothing is ever fetched. Any number of
/// threads may use one.
/// </summary>
public sealed class JsonSchema : IDisposable
{
    private readonly Schema _native;

    /// <summary>Compiles a schema.</summary>
    /// <param name="json">The schema.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ValidationException">It is wrong.</exception>
    public JsonSchema(string json, JsonSchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        NativeLibraryLoader.Require();
        using SchemaOptions native = (options ?? new JsonSchemaOptions()).ToNative();
        using var text = new Utf8Text(json, stackalloc byte[Utf8Text.Scratch]);
        _native = new Schema(text.Bytes, native);
    }

    /// <summary>
    /// Does nothing if a text passes <see cref="JsonGuard"/> (but for numbers, which may be of any size) and fits.
    /// </summary>
    /// <param name="json">The text.</param>
    /// <exception cref="ValidationException">
    /// It does not; <see cref="ConnectifyException.Field"/> is the place as a JSON pointer, null for the whole,
    /// <see cref="ConnectifyException.Rule"/> the keyword.
    /// </exception>
    public void Validate(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        using var text = new Utf8Text(json, stackalloc byte[Utf8Text.Scratch]);
        _native.Validate(text.Bytes);
    }

    /// <summary>The same for JSON in UTF-8.</summary>
    /// <param name="json">The bytes.</param>
    /// <exception cref="ValidationException">They do not fit.</exception>
    public void Validate(ReadOnlySpan<byte> json) => _native.Validate(json);

    /// <summary>Frees the schema.</summary>
    public void Dispose() => _native.Dispose();
}
