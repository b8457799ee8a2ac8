using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>The rules of a profile of text. Null is as in the profile <c>device_name</c>.</summary>
public sealed record TextRules
{
    /// <summary>The profile's name, which messages say.</summary>
    public required string Name { get; init; }

    /// <summary>How many bytes of UTF-8 it may have at most.</summary>
    public int? MaxBytes { get; init; }

    /// <summary>How many characters, as people count them, it may have at most.</summary>
    public int? MaxGraphemes { get; init; }

    /// <summary>Whether it may be empty.</summary>
    public bool? MayBeEmpty { get; init; }

    /// <summary>Whether line breaks are text.</summary>
    public bool? LineBreaks { get; init; }

    /// <summary>Whether markup is text.</summary>
    public bool? Markup { get; init; }

    /// <summary>Whether spaces at the ends, and several in a row, are at fault.</summary>
    public bool? TidySpaces { get; init; }

    /// <summary>The only scripts that its letters may be of, by Unicode's names, such as <c>Latin</c>.</summary>
    public IReadOnlyList<string>? Scripts { get; init; }

    /// <summary>Whether scripts may be mixed beyond the limits of UTS #39.</summary>
    public bool? MixedScripts { get; init; }

    /// <summary>Names that no text but themselves may look like.</summary>
    public IReadOnlyList<string>? Existing { get; init; }

    internal Interop.TextProfile ToNative()
    {
        using var arguments = new Arguments();
        return new Interop.TextProfile(
            arguments
                .Add("name", Name)
                .Add("max_bytes", MaxBytes)
                .Add("max_graphemes", MaxGraphemes)
                .Add("may_be_empty", MayBeEmpty)
                .Add("line_breaks", LineBreaks)
                .Add("markup", Markup)
                .Add("tidy_spaces", TidySpaces)
                .Add("scripts", Scripts)
                .Add("mixed_scripts", MixedScripts)
                .Add("existing", Existing)
                .Finish()
        );
    }
}

/// <summary>A profile of the program's own. Any number of threads may use one.</summary>
/// <example>
/// <code>
/// using var rooms = new TextProfile(new TextRules { Name = "room", MaxGraphemes = 20, Scripts = ["Latin"] });
/// rooms.Check(name);
/// </code>
/// </example>
public sealed class TextProfile : IDisposable
{
    private readonly Interop.TextProfile _native;

    /// <summary>Makes a profile.</summary>
    /// <param name="rules">Its rules.</param>
    /// <exception cref="ValidationException">A rule cannot be.</exception>
    public TextProfile(TextRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        NativeLibraryLoader.Require();
        _native = rules.ToNative();
    }

    /// <summary>Does nothing if the text keeps the rules.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ValidationException">It does not; with the rule that was broken.</exception>
    public void Check(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var bytes = new Utf8Text(text, stackalloc byte[Utf8Text.Scratch]);
        _native.Check(bytes.Bytes);
    }

    /// <summary>The nearest text that keeps the rules.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text, and what was done to it.</returns>
    /// <exception cref="ValidationException">Nothing acceptable is left.</exception>
    public CleanedText Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var bytes = new Utf8Text(text, stackalloc byte[Utf8Text.Scratch]);
        using Interop.CleanedText cleaned = _native.Clean(bytes.Bytes);
        return Text.Cleaned(text, bytes.Bytes, cleaned);
    }

    /// <summary>Frees the profile.</summary>
    public void Dispose() => _native.Dispose();
}
