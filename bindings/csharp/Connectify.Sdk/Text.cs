using System.Text;
using System.Text.Json;
using Connectify.Sdk.Interop;

namespace Connectify.Sdk;

/// <summary>
/// Text from outside, checked and cleaned by the library's named profiles: <c>device_name</c>, <c>identifier</c>,
/// <c>free_text</c>, <c>url</c>, <c>email</c>, <c>event_type</c>. <see cref="TextProfile"/> is for those of the
/// program's own, <see cref="Encode"/> for text on its way out.
/// </summary>
public static class Text
{
    /// <summary>Does nothing if the text keeps the rules of the profile.</summary>
    /// <param name="profile">The profile's name.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ValidationException">
    /// It does not; <see cref="ConnectifyException.Rule"/> is the rule that was broken.
    /// </exception>
    public static void Check(string profile, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var bytes = new Utf8Text(text, stackalloc byte[Utf8Text.Scratch]);
        Check(profile, bytes.Bytes);
    }

    /// <summary>The nearest text that keeps the rules of the profile.</summary>
    /// <param name="profile">The profile's name.</param>
    /// <param name="text">The text.</param>
    /// <returns>The text, and what was done to it.</returns>
    /// <exception cref="ValidationException">Nothing acceptable is left.</exception>
    public static CleanedText Clean(string profile, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var bytes = new Utf8Text(text, stackalloc byte[Utf8Text.Scratch]);
        using Interop.CleanedText cleaned = Clean(profile, bytes.Bytes);
        return Cleaned(text, bytes.Bytes, cleaned);
    }

    /// <summary>The names of all profiles of the library's own.</summary>
    /// <returns>The names.</returns>
    public static IReadOnlyList<string> Profiles()
    {
        NativeLibraryLoader.Require();
        return Json.Texts(Native.TextProfiles());
    }

    /// <summary>The result for a text that was given, also in UTF-8.</summary>
    internal static CleanedText Cleaned(string text, ReadOnlySpan<byte> given, Interop.CleanedText cleaned)
    {
        if (cleaned.Unchanged())
        {
            return new CleanedText(text, []);
        }
        var clean = new CleanedText(Encoding.UTF8.GetString(cleaned.Text()), ReadChanges(cleaned.Changes(), given));
        GC.KeepAlive(cleaned);
        return clean;
    }

    internal static void Check(string profile, ReadOnlySpan<byte> text)
    {
        ArgumentNullException.ThrowIfNull(profile);
        NativeLibraryLoader.Require();
        using var name = new Utf8Text(profile, stackalloc byte[Utf8Text.Scratch]);
        Native.CheckText(name.Bytes, text);
    }

    internal static Interop.CleanedText Clean(string profile, ReadOnlySpan<byte> text)
    {
        ArgumentNullException.ThrowIfNull(profile);
        NativeLibraryLoader.Require();
        using var name = new Utf8Text(profile, stackalloc byte[Utf8Text.Scratch]);
        return Native.clean_text(name.Bytes, text);
    }

    /// <summary>The library counts positions in bytes, and a string has them in UTF-16 units.</summary>
    private static ModelList<TextChange> ReadChanges(ReadOnlySpan<byte> json, ReadOnlySpan<byte> given)
    {
        List<TextChange> changes = [];
        using var document = JsonDocument.Parse(json.ToArray());
        foreach (JsonElement change in document.RootElement.EnumerateArray())
        {
            changes.Add(
                new TextChange(
                    change.GetProperty("rule").GetString()!,
                    Utf8Text.UnitsOf(given[..change.GetProperty("position").GetInt32()]),
                    change.GetProperty("count").GetInt32()
                )
            );
        }
        return new ModelList<TextChange>(changes);
    }
}
